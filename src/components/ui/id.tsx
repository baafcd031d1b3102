"use client";

import { cn } from "@/lib/cn";
import { visibleLine } from "@/lib/visible-text";
import { Icon } from "./icon";
import { useCopy } from "./use-copy";

/** Head and tail of a long id, since both tell ids apart: `rr-b157a3a9…2b14f502`. */
export function shortenId(id: string, headLength = 11, tailLength = 8): string {
  return id.length <= headLength + tailLength + 1 ? id : `${id.slice(0, headLength)}…${id.slice(-tailLength)}`;
}

type IdProps = { value: string; label?: string; head?: number; tail?: number; isFull?: boolean; className?: string };

/** An id: shortened in the middle, whole on hover and focus, copied by a click. */
export function Id({ value, label = "id", head, tail, isFull = false, className }: IdProps) {
  const { isCopied, copy } = useCopy();
  const shown = visibleLine(value);
  return (
    <button
      type="button"
      title={shown}
      aria-label={`Copy ${label} ${shown}`}
      onClick={() => copy(value)}
      className={cn(
        "mono inline-flex min-h-6 max-w-full items-center gap-1 whitespace-nowrap rounded-sm text-ink-soft text-xs hover:text-ink",
        className,
      )}
    >
      <span className="truncate">{isFull ? shown : shortenId(shown, head, tail)}</span>
      <Icon name={isCopied ? "check" : "copy"} size={12} className={isCopied ? "text-success" : "opacity-70"} />
    </button>
  );
}
