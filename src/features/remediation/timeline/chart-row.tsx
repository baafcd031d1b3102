import { memo } from "react";
import { Icon } from "@/components/ui/icon";
import type { TimelineEvent } from "@/contracts/timeline";
import { cn } from "@/lib/cn";
import { BarButton } from "./bar-button";
import styles from "./chart.module.css";
import { placeAfter, placeInside } from "./labels";
import { AbsentMark, FailureButton, MarkButton } from "./mark-button";
import { groupMarks } from "./marks";
import type { Row } from "./rows";
import type { Scale } from "./scale";
import { thinBars } from "./thin-bars";

export type ChartRowProps = {
  row: Row;
  scale: Scale;
  events: readonly TimelineEvent[];
  /** `n` of the open event when it is drawn in this row. */
  selectedN: number | null;
  /** `n` of the event that takes the chart's one tab stop when it is in this row. */
  stopN: number | null;
  isPathShown: boolean;
  onToggle: (row: Row) => void;
};

/** One line of the chart: its name on the left, its bars and marks on the right. */
export const ChartRow = memo(function ChartRow({
  row,
  scale,
  events,
  selectedN,
  stopN,
  isPathShown,
  onToggle,
}: ChartRowProps) {
  return (
    <li
      data-row={row.id}
      data-level={row.level}
      style={{ top: row.y, height: row.height }}
      className={cn("absolute inset-x-0", styles.columns, row.level === "lane" && row.y > 0 && "border-line border-t")}
    >
      <RowLabel row={row} onToggle={onToggle} />
      <div className="relative min-w-0 overflow-clip" data-plot={row.id}>
        {scale.width > 0 && (
          <RowPlot
            row={row}
            scale={scale}
            events={events}
            selectedN={selectedN}
            stopN={stopN}
            isPathShown={isPathShown}
          />
        )}
      </div>
    </li>
  );
});

const NAME = {
  lane: "font-medium pl-4 max-wide:pl-4 max-narrow:pl-2",
  sub: "pl-7 max-narrow:pl-3",
  turn: "pl-[42px] max-narrow:pl-5",
} as const;
const TOGGLE = { lane: "pl-0", sub: "pl-3 max-narrow:pl-0", turn: "" } as const;
const TEXT = { lane: "text-sm", sub: "text-xs text-ink-soft", turn: "text-2xs text-ink-faint" } as const;

function RowLabel({ row, onToggle }: { row: Row; onToggle: (row: Row) => void }) {
  return (
    <div
      className={cn(
        "flex min-w-0 items-center gap-1.5 border-line border-r pr-3 pl-2 max-wide:pl-0 max-narrow:pr-1",
        TEXT[row.level],
      )}
    >
      {row.toggle === null ? (
        <span className={cn("truncate", NAME[row.level])}>{row.label}</span>
      ) : (
        <button
          type="button"
          aria-expanded={row.toggle.isOpen}
          onClick={() => onToggle(row)}
          className={cn(
            "flex h-6 min-w-0 items-center gap-0.5 rounded-sm",
            TOGGLE[row.level],
            row.level === "lane" && "font-medium",
          )}
        >
          <Icon name={row.toggle.isOpen ? "down" : "right"} size={14} />
          <span className="truncate">{row.label}</span>
        </button>
      )}
      {row.measure !== null && (
        <span className="ml-auto whitespace-nowrap text-ink-soft text-xs tabular-nums max-narrow:hidden">
          {row.measure}
        </span>
      )}
    </div>
  );
}

type RowPlotProps = Omit<ChartRowProps, "onToggle">;

function RowPlot({ row, scale, events, selectedN, stopN, isPathShown }: RowPlotProps) {
  const hasRoom = scale.width > 420;
  const marks = groupMarks(row.ticks, scale);
  const failures = groupMarks(row.failures, scale, "failures");
  const has = (numbers: readonly number[], n: number | null) => n !== null && numbers.includes(n);
  const isMarkSelected = [...marks, ...failures].some((mark) => has(mark.events, selectedN));
  const isMarkStop = [...marks, ...failures].some((mark) => has(mark.events, stopN));
  const after = placeAfter(row, scale);
  return (
    <>
      {thinBars(row.bars, scale).map((bar) => (
        <BarButton
          key={bar.id}
          row={row}
          bar={bar}
          scale={scale}
          isPathShown={isPathShown}
          isSelected={!isMarkSelected && selectedN !== null && bar.event === selectedN}
          isStop={!isMarkStop && stopN !== null && bar.event === stopN}
        />
      ))}
      {row.bars.map((bar) => {
        const inside = placeInside(bar, scale);
        return inside === null ? null : (
          <span
            key={bar.id}
            style={{ left: inside.x }}
            className="pointer-events-none absolute top-2 z-[4] whitespace-nowrap rounded-[2px] bg-surface px-1 text-2xs text-ink"
          >
            {inside.text}
          </span>
        );
      })}
      {after !== null && (
        <span
          style={{ left: after.x }}
          className={cn(
            "pointer-events-none absolute z-[4] whitespace-nowrap bg-surface px-0.5 text-2xs text-ink-soft",
            row.level === "lane" ? "top-2" : row.level === "sub" ? "top-1" : "top-0.5",
            after.anchor === "end" && "-translate-x-full",
          )}
        >
          {after.text}
        </span>
      )}
      {marks.map((mark) => (
        <MarkButton
          key={mark.events[0]}
          row={row}
          mark={mark}
          events={events}
          isSelected={has(mark.events, selectedN)}
          isStop={has(mark.events, stopN)}
        />
      ))}
      {failures.map((mark) => (
        <FailureButton
          key={mark.events[0]}
          row={row}
          mark={mark}
          events={events}
          hasRoom={hasRoom && mark.x > 70}
          isSelected={has(mark.events, selectedN)}
          isStop={has(mark.events, stopN)}
        />
      ))}
      {row.absent.map((absent) => (
        <AbsentMark key={`${absent.type}-${absent.atMs}`} absent={absent} scale={scale} hasRoom={hasRoom} />
      ))}
    </>
  );
}
