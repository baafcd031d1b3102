import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Mark } from "./icon";
import type { MarkName } from "./icon-sprite";

export type State = "success" | "failure" | "pending" | "blocked" | "human" | "machine" | "held" | "neutral" | "broken";

const SHAPE = {
  success: "success",
  failure: "failure",
  pending: "pending",
  blocked: "blocked",
  human: "person",
  machine: "full",
  held: "held",
  neutral: "ring",
  broken: "cross",
} satisfies Record<State, MarkName>;

const INK = {
  success: "text-success",
  failure: "text-failure",
  pending: "text-pending",
  blocked: "text-blocked",
  human: "text-human",
  machine: "text-machine",
  held: "text-held",
  neutral: "text-ink-soft",
  broken: "text-broken",
} satisfies Record<State, string>;

const TINT = {
  success: "bg-success-tint",
  failure: "bg-failure-tint",
  pending: "bg-pending-tint",
  blocked: "bg-blocked-tint",
  human: "bg-human-tint",
  machine: "bg-machine-tint",
  held: "bg-held-tint",
  neutral: "border-line-strong",
  broken: "bg-broken",
} satisfies Record<State, string>;

type StateProps = { state: State; mark?: MarkName; children: ReactNode; className?: string };

/** A state as shape, word and colour. */
export function StateMark({ state, mark = SHAPE[state], children, className }: StateProps) {
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 whitespace-nowrap align-top font-medium leading-5",
        INK[state],
        className,
      )}
    >
      <Mark name={mark} />
      {children}
    </span>
  );
}

/** The same in a list: what went well steps back to a grey word, so that exceptions stand out. */
export function QuietStateMark({ state, mark = SHAPE[state], children, className }: StateProps) {
  const isQuiet = state === "success" || state === "pending" || state === "neutral";
  return (
    <span
      className={cn(
        "inline-flex min-w-0 max-w-full items-center gap-1.5 whitespace-nowrap align-top leading-5",
        isQuiet ? "text-ink-soft" : `font-medium ${INK[state]}`,
        className,
      )}
    >
      <Mark name={mark} className={INK[state]} />
      <span className="truncate">{children}</span>
    </span>
  );
}

/** A state told by a whole sentence, which takes as many lines as it needs. */
export function StateSentence({ state, mark = SHAPE[state], children, className }: StateProps) {
  return (
    <span
      className={cn(
        "inline-flex max-w-full items-start gap-1.5 align-top font-medium leading-5",
        INK[state],
        className,
      )}
    >
      <Mark name={mark} className="mt-1 shrink-0" />
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </span>
  );
}

/** A state with a tint, for the head of a page. `broken` alone is a solid fill. */
export function Badge({ state, mark = SHAPE[state], children, className }: StateProps) {
  return (
    <span
      className={cn(
        "inline-flex h-[22px] shrink-0 items-center gap-1.5 whitespace-nowrap rounded-md border border-transparent pr-2 pl-1.5 font-medium text-xs",
        TINT[state],
        state === "broken" ? "text-on-broken" : INK[state],
        className,
      )}
    >
      <Mark name={mark} />
      {children}
    </span>
  );
}
