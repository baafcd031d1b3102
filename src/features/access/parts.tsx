"use client";

import type { ReactNode } from "react";
import { Button, type ButtonVariant } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { FormError } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import { errorWords } from "@/trpc/client";

/** Where a role or key counts, in words. */
export function placesOf({ namespaces, clusters }: { namespaces: string[] | null; clusters: string[] | null }): string {
  const parts = [namespaces && `namespace ${namespaces.join(", ")}`, clusters && `cluster ${clusters.join(", ")}`];
  return parts.filter(Boolean).join("; ") || "everywhere";
}

/** Names between commas, or null for no limit. */
export function namesIn(text: string): string[] | null {
  const names = text.split(",").map((name) => name.trim());
  const given = [...new Set(names.filter((name) => name !== ""))];
  return given.length === 0 ? null : given;
}

/** The end of a day in UTC, as an instant; null without a day. */
export function endOfDay(day: string): string | null {
  return day === "" ? null : `${day}T23:59:59Z`;
}

type LoadedProps<Data> = {
  query: { data: Data | undefined; error: unknown; refetch: () => unknown };
  what: string;
  children: (data: Data) => ReactNode;
};

/** A part of the page that is loaded: its rows, their place, or why they are not there. */
export function Loaded<Data>({ query, what, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error === null)
    return (
      <div aria-busy="true" className="flex flex-col gap-4 px-2 py-4">
        <Skeleton className="w-2/3" />
        <Skeleton className="w-1/2" />
        <Skeleton className="w-3/5" />
      </div>
    );
  return (
    <ErrorState
      title={`${what} could not be loaded`}
      {...errorWords(query.error)}
      onRetry={() => void query.refetch()}
    />
  );
}

type FormDialogProps = {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  /** What the button says; it repeats what will happen. */
  action: string;
  variant?: ButtonVariant;
  error: unknown;
  isBusy: boolean;
  onSubmit: (fields: FormData) => void;
  children?: ReactNode;
};

/** A dialog with one form: fields, what went wrong, and one action. */
export function FormDialog(props: FormDialogProps) {
  const { isOpen, onClose, title, description, action, variant = "primary", error, isBusy, onSubmit, children } = props;
  return (
    <Dialog isOpen={isOpen} onOpenChange={(open) => !open && onClose()} title={title} description={description}>
      <form
        className="thin-scroll flex min-h-0 flex-col gap-4 overflow-y-auto p-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(new FormData(event.currentTarget));
        }}
      >
        {error !== null && error !== undefined && <FormError>{errorWords(error).message}</FormError>}
        {children}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant={variant} disabled={isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Head of a tab: what it is for, and the one thing that can be added. */
export function TabHead({ sentence, children }: { sentence: string; children?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <p className="min-w-0 max-w-[90ch] flex-1 basis-60 text-ink-soft text-sm">{sentence}</p>
      {children && <div className="ml-auto">{children}</div>}
    </div>
  );
}
