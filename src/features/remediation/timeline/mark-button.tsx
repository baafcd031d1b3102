import { Mark as Shape } from "@/components/ui/icon";
import type { Lane, TimelineEvent } from "@/contracts/timeline";
import { cn } from "@/lib/cn";
import { visibleLine } from "@/lib/visible-text";
import { clockLabel } from "./axis";
import type { PlacedFailure } from "./labels";
import type { Mark } from "./marks";
import type { Row } from "./rows";
import type { Scale } from "./scale";

type MarkProps = {
  row: Row;
  mark: Mark;
  events: readonly TimelineEvent[];
  isStop: boolean;
  isSelected: boolean;
};

/** One event as a stroke, or several as a boxed number. The target is wider than the stroke. */
export function MarkButton({ row, mark, events, isStop, isSelected }: MarkProps) {
  const words = markWords(row, mark, events);
  const target = Math.max(mark.width, mark.width === 2 ? 4 : 12);
  return (
    <button
      type="button"
      tabIndex={isStop ? 0 : -1}
      data-stop={isStop || undefined}
      data-n={mark.events[0]}
      aria-label={words}
      title={titleOf(mark, events)}
      style={{ left: mark.x - target / 2, width: target }}
      className="group/mark absolute inset-y-0 z-[4] grid place-items-center text-[10px] leading-[14px]"
    >
      {mark.isBox ? (
        <span
          style={{ width: mark.width }}
          className={cn(
            "grid h-4 place-items-center rounded-sm border border-line-control bg-surface font-medium text-ink tabular-nums group-hover/mark:outline group-hover/mark:outline-ink",
            isSelected && "outline-2 outline-accent outline-offset-1",
          )}
        >
          {mark.events.length}
        </span>
      ) : (
        <span
          style={{ width: mark.width }}
          className={cn(
            "rounded-[1px] bg-ink-soft group-hover/mark:outline group-hover/mark:outline-ink",
            row.level === "lane" ? "h-3.5" : "h-3",
            isSelected && "outline-2 outline-accent outline-offset-1",
          )}
        />
      )}
    </button>
  );
}

type FailureProps = Omit<MarkProps, "mark"> & { placed: PlacedFailure };

/** Failed events: the diamond stands at their time, their number beside it where there is room. */
export function FailureButton({ row, placed, events, isStop, isSelected }: FailureProps) {
  const { mark, x, text } = placed;
  const count = mark.events.length;
  const at = events[(mark.events[0] ?? 1) - 1];
  const words = count === 1 ? `Failed: ${visibleLine(at?.type ?? "event")}` : `${count} failed events`;
  return (
    <button
      type="button"
      tabIndex={isStop ? 0 : -1}
      data-stop={isStop || undefined}
      data-n={mark.events[0]}
      data-failure
      aria-label={`${visibleLine(row.label)}, ${words}, at ${clockLabel(at?.offsetMs ?? 0)}`}
      title={titleOf(mark, events)}
      style={{ left: text === "right" ? x - 8 : x + 8 }}
      className={cn(
        "absolute inset-y-0 z-[5] flex items-center gap-1 rounded-sm px-0.5 font-medium text-2xs text-failure",
        text === "right" ? "flex-row-reverse" : "-translate-x-full",
        isSelected && "outline-2 outline-accent -outline-offset-4",
      )}
    >
      {text !== "none" && <span className="whitespace-nowrap bg-surface">{count} failed</span>}
      <Shape name="diamond" />
    </button>
  );
}

/** An event that should be here and is not. It opens nothing, so it is no button. */
export function AbsentMark({ absent, scale }: { absent: Lane["absent"][number]; scale: Scale }) {
  const hasRoom = scale.width > 420;
  const x = scale.x(absent.atMs);
  if (x < 0 || x > scale.width) return null;
  return (
    <span
      title={`${absent.type}: ${absent.reason}`}
      style={{ left: Math.min(x + 16, scale.width - 16) }}
      className="absolute inset-y-0 z-[4] flex items-center gap-1 whitespace-nowrap text-2xs text-failure"
    >
      <Shape name="absent" />
      <span className={hasRoom ? "bg-surface" : "sr-only"}>
        {absent.label}
        <span className="sr-only">, expected, absent: {absent.reason}</span>
      </span>
    </span>
  );
}

function markWords(row: Row, mark: Mark, events: readonly TimelineEvent[]): string {
  const first = events[(mark.events[0] ?? 1) - 1];
  const at = clockLabel(first?.offsetMs ?? 0);
  if (mark.events.length === 1) return `${visibleLine(row.label)}, ${visibleLine(first?.type ?? "event")} at ${at}`;
  return `${visibleLine(row.label)}, ${mark.events.length} events at ${at}, first ${visibleLine(first?.type ?? "")}`;
}

const TITLE_LINES = 12;

function titleOf(mark: Mark, events: readonly TimelineEvent[]): string {
  const lines = mark.events.slice(0, TITLE_LINES).map((n) => `${n}  ${visibleLine(events[n - 1]?.type ?? "")}`);
  const more = mark.events.length - lines.length;
  return more > 0 ? `${lines.join("\n")}\nand ${more} more` : lines.join("\n");
}
