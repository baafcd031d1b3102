export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export type Latency = { p50: number; p95: number; p99: number; max: number };

/** Milliseconds. */
export function latencyOf(milliseconds: Float64Array): Latency {
  const sorted = milliseconds.toSorted();
  return {
    p50: round(percentile(sorted, 0.5), 2),
    p95: round(percentile(sorted, 0.95), 2),
    p99: round(percentile(sorted, 0.99), 2),
    max: round(sorted.at(-1) ?? 0, 2),
  };
}

export function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}
