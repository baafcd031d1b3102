const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How far a moment is from now, in one unit: `just now`, `3 min ago`, `in 2 h`. */
export function formatAgo(then: number, now: number): string {
  const gap = Math.abs(now - then);
  if (gap < 5_000) return "just now";
  return then > now ? `in ${oneUnit(gap)}` : `${oneUnit(gap)} ago`;
}

function oneUnit(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.floor(ms / 1000)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} d`;
}
