"use client";

import { type RefObject, useMemo } from "react";
import { useShortcuts } from "@/components/frame/shortcuts";
import type { RemediationRow } from "@/contracts/remediations";
import type { RowCursor } from "./use-row-cursor";
import type { Selection } from "./use-selection";

type ListParts = {
  rows: readonly RemediationRow[];
  cursor: RowCursor;
  selection: Selection;
  peek: string | null;
  setPeek: (correlationId: string | null) => void;
  input: RefObject<HTMLInputElement | null>;
};

/** The keys of the list. */
export function useListShortcuts({ rows, cursor, selection, peek, setPeek, input }: ListParts): void {
  const shortcuts = useMemo(() => {
    const current = rows[cursor.index]?.correlationId;
    return [
      { key: "j", does: "Next row", run: () => cursor.moveTo(cursor.index + 1) },
      { key: "k", does: "Previous row", run: () => cursor.moveTo(cursor.index - 1) },
      { key: "o", does: "Look into the row", run: () => setPeek(peek === null ? (current ?? null) : null) },
      { key: "Enter", does: "Open the row" },
      { key: "x", does: "Select the row", run: () => current !== undefined && selection.toggle(current) },
      { key: "/", does: "Query", run: () => input.current?.select() },
      { key: "Escape", does: "Close the panel", run: () => setPeek(null) },
    ];
  }, [rows, cursor, selection, peek, setPeek, input]);
  useShortcuts("Remediations", shortcuts);
}
