import type { Clock } from "@/server/infra/clock";

export type FakeClock = Clock & {
  advance(byMs: number): void;
  set(to: Date | string): void;
};

/** A clock that moves only when a test says so. */
export function fakeClock(start: Date | string = "2026-06-15T12:00:00.000Z"): FakeClock {
  let nowMs = new Date(start).getTime();
  return {
    now: () => new Date(nowMs),
    advance: (byMs) => {
      nowMs += byMs;
    },
    set: (to) => {
      nowMs = new Date(to).getTime();
    },
  };
}
