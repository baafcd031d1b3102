import { cn } from "@/lib/cn";
import { exactDuration, humanDuration } from "@/lib/duration";

export type TimeKindName = "machine" | "queue" | "human";
export type TimeParts = Readonly<Record<TimeKindName, number>>;

const TEXTURE = {
  machine: "time-machine",
  queue: "time-queue",
  human: "time-human",
} satisfies Record<TimeKindName, string>;

const WORD = { machine: "machine", human: "decision", queue: "queue" } satisfies Record<TimeKindName, string>;

const ORDER = ["machine", "human", "queue"] as const;

export function timeTexture(kind: TimeKindName): string {
  return TEXTURE[kind];
}

/** The swatch of a kind of time, for legends and tables. */
export function TimeSwatch({ kind, className }: { kind: TimeKindName; className?: string }) {
  return <span aria-hidden="true" className={cn("inline-block h-2.5 w-[18px] shrink-0", TEXTURE[kind], className)} />;
}

/** The whole of a remediation as one bar of three textures. Segments keep the order given, or one per kind. */
export function TimeSplit({
  segments,
  className,
}: {
  segments: readonly { kind: TimeKindName; ms: number }[];
  className?: string;
}) {
  const shown = segments
    .filter((segment) => segment.ms > 0)
    .map((segment, index, all) => ({ ...segment, fromMs: all.slice(0, index).reduce((sum, { ms }) => sum + ms, 0) }));
  return (
    <span
      role="img"
      aria-label={shown.map(({ kind, ms }) => `${humanDuration(ms)} ${WORD[kind]}`).join(", ") || "no time recorded"}
      className={cn("flex h-2.5 gap-px", className)}
    >
      {shown.map(({ kind, ms, fromMs }) => (
        <span
          key={fromMs}
          title={`${WORD[kind]} ${exactDuration(ms)}`}
          className={cn("min-w-[3px] basis-0", TEXTURE[kind])}
          style={{ flexGrow: ms }}
        />
      ))}
    </span>
  );
}

/** The three sums with their swatches. */
export function TimeKey({ times, className }: { times: TimeParts; className?: string }) {
  return (
    <ul className={cn("flex flex-wrap gap-x-3.5 gap-y-1 text-ink-soft text-xs", className)}>
      {ORDER.filter((kind) => times[kind] > 0).map((kind) => (
        <li key={kind} className="inline-flex items-center gap-1.5 whitespace-nowrap">
          <TimeSwatch kind={kind} />
          {humanDuration(times[kind])} {WORD[kind]}
        </li>
      ))}
    </ul>
  );
}
