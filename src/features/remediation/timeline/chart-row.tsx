import { memo } from "react";
import { Icon } from "@/components/ui/icon";
import type { TimelineEvent } from "@/contracts/timeline";
import { cn } from "@/lib/cn";
import { visibleLine } from "@/lib/visible-text";
import { BarButton } from "./bar-button";
import styles from "./chart.module.css";
import { type PlacedText, placeTexts } from "./labels";
import { AbsentMark, FailureButton, MarkButton } from "./mark-button";
import { groupMarks } from "./marks";
import type { Row, RowLevel } from "./rows";
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
        <span title={visibleLine(row.label)} className={cn("truncate", NAME[row.level])}>
          {visibleLine(row.label)}
        </span>
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
          <span title={visibleLine(row.label)} className="truncate">
            {visibleLine(row.label)}
          </span>
        </button>
      )}
      {row.measure !== null && (
        <span
          className={cn(
            "ml-auto whitespace-nowrap text-ink-soft tabular-nums max-narrow:hidden",
            row.level === "turn" ? "text-2xs" : "text-xs",
          )}
        >
          {visibleLine(row.measure)}
        </span>
      )}
    </div>
  );
}

type RowPlotProps = Omit<ChartRowProps, "onToggle">;

function RowPlot({ row, scale, events, selectedN, stopN, isPathShown }: RowPlotProps) {
  const marks = groupMarks(row.ticks, scale);
  const failures = groupMarks(row.failures, scale, "failures");
  const texts = placeTexts(row, marks, failures, scale);
  const has = (numbers: readonly number[], n: number | null) => n !== null && numbers.includes(n);
  const isMarkSelected = [...marks, ...failures].some((mark) => has(mark.events, selectedN));
  const isMarkStop = [...marks, ...failures].some((mark) => has(mark.events, stopN));
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
      {texts.inside.map((text) => (
        <RowText key={`in-${text.x}`} level={row.level} placed={text} isInside />
      ))}
      {texts.after !== null && <RowText level={row.level} placed={texts.after} />}
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
      {texts.failures.map((placed) => (
        <FailureButton
          key={placed.mark.events[0]}
          row={row}
          placed={placed}
          events={events}
          isSelected={has(placed.mark.events, selectedN)}
          isStop={has(placed.mark.events, stopN)}
        />
      ))}
      {row.absent.map((absent) => (
        <AbsentMark key={`${absent.type}-${absent.atMs}`} absent={absent} scale={scale} />
      ))}
    </>
  );
}

const TEXT_TOP: Record<RowLevel, string> = { lane: "top-2", sub: "top-1", turn: "top-0.5" };

type RowTextProps = { level: RowLevel; placed: PlacedText; isInside?: boolean };

function RowText({ level, placed, isInside = false }: RowTextProps) {
  return (
    <span
      style={{ left: placed.x }}
      className={cn(
        "pointer-events-none absolute z-[4] whitespace-nowrap bg-surface text-2xs",
        TEXT_TOP[level],
        isInside ? "rounded-[2px] px-1 text-ink" : "px-0.5 text-ink-soft",
        placed.anchor === "end" && "-translate-x-full",
      )}
    >
      {visibleLine(placed.text)}
    </span>
  );
}
