const MINUTE_MS = 60_000;

/** A moment cut to its minute, so that a query stays the same for as long. */
export function toMinute(moment: number): number {
  return Math.floor(moment / MINUTE_MS) * MINUTE_MS;
}
