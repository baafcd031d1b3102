import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={cn(
        "inline-block min-w-[18px] rounded-sm border border-line-strong px-1 text-center font-medium text-2xs text-ink-soft",
        className,
      )}
    >
      {children}
    </kbd>
  );
}

export type KeyHint = { keys: readonly string[]; does: string };

/** Keys and what they do in one line, for the foot of a list. */
export function KeyboardHints({ hints }: { hints: readonly KeyHint[] }) {
  return (
    <span className="flex items-center gap-1.5 max-phone:hidden">
      {hints.map((hint) => (
        <span key={hint.does} className="inline-flex items-center gap-1">
          {hint.keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
          {hint.does}
        </span>
      ))}
    </span>
  );
}
