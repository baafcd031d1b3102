import { Icon } from "@/components/ui/icon";
import { cn } from "@/lib/cn";
import { humanDuration } from "@/lib/duration";
import { formatOffset, formatTime } from "@/lib/zone-time";
import { type AxisTick, clockLabel } from "./axis";
import styles from "./chart.module.css";
import type { Scale, Span } from "./scale";

type AxisRowProps = {
  startedAt: string;
  zone: string;
  scale: Scale;
  ticks: readonly AxisTick[];
  selectedMs: number | null;
  /** Stretches without events that the reader opened one by one. */
  unfolded: readonly Span[];
  onToggleFold: (span: Span) => void;
};

/** The clock of the chart. Heads of folds carry the hidden duration and open it; an opened stretch can be folded again. */
export function AxisRow({ startedAt, zone, scale, ticks, unfolded, selectedMs, onToggleFold }: AxisRowProps) {
  const isNarrow = scale.width < 420;
  const endX = scale.x(scale.totalMs);
  const openHeads = unfolded
    .map((span) => ({ span, x: (scale.x(span.fromMs) + scale.x(span.toMs)) / 2 }))
    .filter(({ x }) => x > 0 && x < scale.width);
  const visibleTicks = ticks.filter((tick) => openHeads.every(({ x }) => Math.abs(tick.x - x) > 32));
  const folds = scale.segments.filter((segment) => segment.isFold && segment.x1 > 0 && segment.x0 < scale.width);
  return (
    <div className={cn("h-7 border-line border-b bg-surface text-2xs", styles.columns)}>
      <div className="flex items-center truncate pl-6 text-ink-faint max-narrow:pl-2 max-wide:pl-4">
        <span className="truncate max-narrow:hidden">
          from {formatTime(startedAt, zone, "clock")} {zone === "UTC" ? "UTC" : formatOffset(startedAt, zone)},{" "}
          {unitOf(scale)}
        </span>
        <span className="hidden max-narrow:inline">{unitOf(scale)}</span>
      </div>
      <div className="relative overflow-clip text-ink-soft tabular-nums">
        {visibleTicks.map((tick) => (
          <span
            key={tick.ms}
            title={momentTitle(startedAt, tick.ms, zone)}
            style={{ left: tick.ms === 0 ? tick.x - 6 : tick.x }}
            className={cn("absolute top-1.5", tick.ms !== 0 && "-translate-x-1/2")}
          >
            {tick.label}
          </span>
        ))}
        {endX < scale.width - 20 && endX > 0 && (
          <span
            className="absolute top-1.5 whitespace-nowrap font-medium text-ink"
            style={isNarrow ? { left: endX + 6 } : { left: endX + 14 }}
            title={momentTitle(startedAt, scale.totalMs, zone)}
          >
            {clockLabel(scale.totalMs)}
          </span>
        )}
        {folds.map((fold) => (
          <button
            key={fold.fromMs}
            type="button"
            aria-pressed="true"
            aria-label={`Unfold ${foldWords(fold)}`}
            title={`Unfold ${foldWords(fold)}`}
            onClick={() => onToggleFold(fold)}
            style={{ left: fold.x0 + 3, width: fold.x1 - fold.x0 - 6 }}
            className="absolute top-0.5 h-6 truncate rounded-sm bg-sunken font-medium text-ink hover:bg-selected"
          >
            {isNarrow ? clockLabel(fold.toMs - fold.fromMs) : humanDuration(fold.toMs - fold.fromMs)}
          </button>
        ))}
        {openHeads.map(({ span, x }) => (
          <button
            key={span.fromMs}
            type="button"
            aria-pressed="false"
            aria-label={`Fold ${foldWords(span)}`}
            title={`Fold ${foldWords(span)}`}
            onClick={() => onToggleFold(span)}
            style={{ left: x - 12 }}
            className="absolute top-0.5 grid h-6 w-6 place-items-center rounded-sm bg-sunken hover:bg-selected hover:text-ink"
          >
            <Icon name="minus" size={12} />
          </button>
        ))}
        {selectedMs !== null && (
          <span aria-hidden="true" className={styles.pointer} style={{ left: Math.round(scale.x(selectedMs)) }} />
        )}
      </div>
    </div>
  );
}

function foldWords(fold: Span): string {
  return `${humanDuration(fold.toMs - fold.fromMs)} without events, ${clockLabel(fold.fromMs)} to ${clockLabel(fold.toMs)}`;
}

function momentTitle(startedAt: string, offsetMs: number, zone: string): string {
  return formatTime(new Date(Date.parse(startedAt) + offsetMs).toISOString(), zone, "exact");
}

function unitOf(scale: Scale): string {
  if (scale.totalMs >= 86_400_000) return "d h:min";
  return scale.totalMs >= 3_600_000 ? "h:min:s" : "min:s";
}
