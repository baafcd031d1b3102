import type { TimelineEvent } from "@/contracts/timeline";

/** The event after or before one in trail order; without an open event the walk begins at the first. */
export function stepEvent(
  events: readonly TimelineEvent[],
  openN: number | null,
  by: 1 | -1,
): TimelineEvent | undefined {
  if (openN === null) return events[0];
  return events[Math.min(Math.max(openN - 1 + by, 0), events.length - 1)];
}

/** The next failure in a direction, going round at the ends. */
export function stepFailure(
  events: readonly TimelineEvent[],
  openN: number | null,
  by: 1 | -1,
): TimelineEvent | undefined {
  const failures = events.filter((event) => event.outcome === "failure");
  const at = openN ?? 0;
  if (by === 1) return failures.find((event) => event.n > at) ?? failures[0];
  return failures.findLast((event) => event.n < at) ?? failures.at(-1);
}
