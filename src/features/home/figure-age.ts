/** Figures are read every quarter of a minute, so two rounds have failed or the page has slept. */
const OLD_MS = 45_000;

/** Whether a number has to tell its own age, since the moment that all others share is not its. */
export function isOld(readAt: number, now: number): boolean {
  return now - readAt > OLD_MS;
}

/** The moment of which all numbers are that don't tell their own age: of the earliest of them. */
export function sharedMoment(readAts: readonly number[], now: number): number | undefined {
  const fresh = readAts.filter((readAt) => readAt > 0 && !isOld(readAt, now));
  return fresh.length === 0 ? undefined : Math.min(...fresh);
}
