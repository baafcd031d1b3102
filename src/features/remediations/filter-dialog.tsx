"use client";

import type { ComponentProps } from "react";
import { Dialog } from "@/components/ui/dialog";
import { ListFacets } from "./list-facets";

type FilterDialogProps = ComponentProps<typeof ListFacets> & { onClose: () => void };

/** The facets on a screen that has no room for them beside the list. */
export function FilterDialog({ onClose, ...facets }: FilterDialogProps) {
  return (
    <Dialog isOpen onOpenChange={onClose} title="Filters">
      <div className="thin-scroll overflow-y-auto py-2">
        <ListFacets {...facets} />
      </div>
    </Dialog>
  );
}
