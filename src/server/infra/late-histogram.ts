import { Histogram, type HistogramConfiguration } from "prom-client";

/** So many values of a series are kept at most until they are counted. */
const KEPT_MAX = 1024;

type Labels<Label extends string> = Readonly<Record<Label, string>>;
type Kept<Label extends string> = { labels: Labels<Label>; values: Float64Array; count: number };

/**
 * A histogram that keeps what it observes as plain numbers, and counts them when it is read or when many have come: in the
 * path of a request, counting three values costs as much as reading its event.
 */
export class LateHistogram<Label extends string> {
  readonly #histogram: Histogram<Label>;
  readonly #names: readonly Label[];
  readonly #kept = new Map<string, Kept<Label>>();

  constructor(configuration: Omit<HistogramConfiguration<Label>, "collect"> & { labelNames: readonly Label[] }) {
    this.#names = configuration.labelNames;
    this.#histogram = new Histogram({
      ...configuration,
      collect: () => {
        for (const kept of this.#kept.values()) this.#settle(kept);
      },
    });
  }

  /** Shows a series before its first value. */
  zero(labels: Labels<Label>): void {
    this.#histogram.zero(labels);
  }

  observe(labels: Labels<Label>, value: number): void {
    let key = "";
    for (const name of this.#names) key += `${labels[name]}\0`;
    let kept = this.#kept.get(key);
    if (kept === undefined) {
      kept = { labels, values: new Float64Array(KEPT_MAX), count: 0 };
      this.#kept.set(key, kept);
    }
    kept.values[kept.count++] = value;
    if (kept.count === KEPT_MAX) this.#settle(kept);
  }

  #settle(kept: Kept<Label>): void {
    const { labels, values, count } = kept;
    kept.count = 0;
    for (let i = 0; i < count; i++) this.#histogram.observe(labels, values[i] as number);
  }
}
