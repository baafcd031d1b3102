const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Pauses after the first, second, … failure of one entry, milliseconds. After the last one it is given up. */
export const BACKOFF_MS: readonly number[] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 24 * HOUR];

/** When an entry may be tried again, or `now` for one that never failed; undefined when it has used up its tries. */
export function dueAtMs(message: { retryCount: number; timestamp: string }): number | undefined {
  if (message.retryCount === 0) return 0;
  const pause = BACKOFF_MS[message.retryCount - 1];
  return pause === undefined ? undefined : Date.parse(message.timestamp) + pause;
}
