"use client";

import { ConsoleLink } from "@/components/ui/console-link";
import { Mark } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import { Ago } from "@/components/ui/time";
import { useNow } from "@/components/ui/use-now";
import { cn } from "@/lib/cn";
import { isOld } from "./figure-age";

export type FigureTone = "calm" | "failure" | "human";

type FigureProps = {
  label: string;
  href: string;
  value: number | undefined;
  isBounded?: boolean;
  tone?: FigureTone;
  /** When the number was read, in milliseconds. */
  readAt: number;
  isFailed: boolean;
  onRetry: () => void;
};

const INK = { calm: "text-ink", failure: "text-failure", human: "text-human" } satisfies Record<FigureTone, string>;
const MARK = { calm: null, failure: "failure", human: "person" } as const;

/** One number and the list behind it; its age when it is older than the others. */
export function Figure({ label, href, value, isBounded, tone = "calm", readAt, isFailed, onRetry }: FigureProps) {
  const shownTone = value ? tone : "calm";
  const mark = MARK[shownTone];
  const now = useNow();
  return (
    <div className="min-w-0 border-line px-6 py-3 max-wide:px-4 not-first:border-l max-narrow:not-first:border-l-0">
      <ConsoleLink href={href} className="group block w-fit max-w-full no-underline">
        <span
          className={cn(
            "flex h-8 items-center gap-2 font-medium text-[26px] leading-8 tracking-tight tabular-nums",
            INK[shownTone],
          )}
        >
          {mark && <Mark name={mark} size={14} />}
          {value === undefined ? (
            <NoValue isFailed={isFailed} />
          ) : (
            `${isBounded ? "≥ " : ""}${value.toLocaleString("en-GB")}`
          )}
        </span>
        <span className="block text-sm underline-offset-2 group-hover:underline">{label}</span>
      </ConsoleLink>
      {isFailed && (
        <button type="button" onClick={onRetry} className="block h-4 text-failure text-xs underline underline-offset-2">
          not read, try again
        </button>
      )}
      {!isFailed && readAt > 0 && isOld(readAt, now) && (
        <Ago at={new Date(readAt).toISOString()} className="block h-4 text-ink-soft text-xs" />
      )}
    </div>
  );
}

function NoValue({ isFailed }: { isFailed: boolean }) {
  return isFailed ? <span className="text-ink-faint">–</span> : <Skeleton className="h-6 w-12" />;
}
