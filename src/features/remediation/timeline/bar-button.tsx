import { timeTexture } from "@/components/ui/time-split";
import type { TimelineBar } from "@/contracts/timeline";
import { cn } from "@/lib/cn";
import { humanDuration } from "@/lib/duration";
import { visibleLine } from "@/lib/visible-text";
import { TIME_KIND_SENTENCES } from "../lanes";
import { clockLabel } from "./axis";
import styles from "./chart.module.css";
import { endX } from "./labels";
import type { Row, RowLevel } from "./rows";
import type { Scale } from "./scale";

const PLACE: Record<RowLevel, string> = { lane: "top-2 h-4", sub: "top-1.5 h-3", turn: "top-1.5 h-2" };

type BarButtonProps = {
  row: Row;
  bar: TimelineBar;
  scale: Scale;
  isStop: boolean;
  isSelected: boolean;
  isPathShown: boolean;
};

/** A stretch of time between two events. Texture and words tell its kind; the parts of a lane are paler. */
export function BarButton({ row, bar, scale, isStop, isSelected, isPathShown }: BarButtonProps) {
  const left = Math.max(scale.x(bar.fromMs), -8);
  const right = Math.min(endX(bar, scale), scale.width + 8);
  if (right < -4 || left > scale.width + 4 || right <= left) return null;
  const words = barWords(row, bar, isPathShown);
  const isPart = row.level !== "lane" && bar.kind === "machine";
  return (
    <button
      type="button"
      tabIndex={isStop ? 0 : -1}
      data-stop={isStop || undefined}
      data-bar={bar.id}
      data-n={bar.event}
      aria-label={words}
      title={words}
      style={{ left, width: right - left }}
      className={cn(
        "absolute hover:outline hover:outline-ink",
        PLACE[row.level],
        isPart ? "rounded-[2px] bg-fill-machine-part" : timeTexture(bar.kind),
        "!absolute",
        bar.isOpen && styles.open,
        isSelected && "outline-2 outline-accent outline-offset-1",
      )}
    >
      {cutsInside(bar, scale).map((x) => (
        <span
          key={x}
          aria-hidden="true"
          className="absolute inset-y-0 w-px bg-surface opacity-90"
          style={{ left: x - left }}
        />
      ))}
    </button>
  );
}

function barWords(row: Row, bar: TimelineBar, isPathShown: boolean): string {
  const parts = [
    visibleLine(row.label),
    TIME_KIND_SENTENCES[bar.kind],
    bar.isOpen ? `${humanDuration(bar.toMs - bar.fromMs)} so far` : humanDuration(bar.toMs - bar.fromMs),
    `from ${clockLabel(bar.fromMs)} to ${clockLabel(bar.toMs)}`,
  ];
  if (bar.isCritical && isPathShown) parts.push("critical path");
  return parts.join(", ");
}

/** Cuts closer than 3 px would turn the bar white, so they are thinned out. */
function cutsInside(bar: TimelineBar, scale: Scale): number[] {
  const kept: number[] = [];
  for (const cut of bar.cuts) {
    const x = Math.round(scale.x(cut));
    const isInside = cut > bar.fromMs && x > 0 && x < scale.width;
    if (isInside && x - (kept.at(-1) ?? Number.NEGATIVE_INFINITY) >= 3) kept.push(x);
  }
  return kept;
}
