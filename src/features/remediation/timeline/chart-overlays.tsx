import type { AxisTick } from "./axis";
import styles from "./chart.module.css";
import type { Scale } from "./scale";

/** Grid lines and folded time, behind the rows. */
export function BackLayer({ scale, ticks }: { scale: Scale; ticks: readonly AxisTick[] }) {
  return (
    <div aria-hidden="true" className={styles.plotLayer}>
      {ticks.map((tick) => (
        <div key={tick.ms} className="absolute inset-y-0 w-px bg-line" style={{ left: tick.x }} />
      ))}
      {scale.segments
        .filter((segment) => segment.isFold && segment.x1 > 0 && segment.x0 < scale.width)
        .map((fold) => (
          <div
            key={fold.fromMs}
            className="absolute inset-y-0 bg-sunken"
            style={{ left: fold.x0, width: fold.x1 - fold.x0 }}
          />
        ))}
    </div>
  );
}

type FrontLayerProps = { scale: Scale; path: string; selectedMs: number | null; height: number };

/** Torn edges, the line of the open event and the critical path, over the bars and under the marks. */
export function FrontLayer({ scale, path, selectedMs, height }: FrontLayerProps) {
  const edges = scale.segments
    .filter((segment) => segment.isFold)
    .flatMap((fold) => [fold.x0, fold.x1])
    .filter((x) => x > -6 && x < scale.width + 6);
  return (
    <div aria-hidden="true" className={`${styles.plotLayer} z-[3]`}>
      {edges.map((x) => (
        <div key={x} className={styles.tear} style={{ left: x }} />
      ))}
      {selectedMs !== null && (
        <div
          className="absolute inset-y-0 w-px bg-accent"
          data-cross
          style={{ left: Math.round(scale.x(selectedMs)) }}
        />
      )}
      {path !== "" && (
        <svg className="absolute inset-0 overflow-hidden" width={scale.width} height={height} role="presentation">
          <path
            d={path}
            data-critical-path
            className="fill-none stroke-path"
            strokeWidth="1.5"
            strokeLinejoin="round"
          />
        </svg>
      )}
    </div>
  );
}
