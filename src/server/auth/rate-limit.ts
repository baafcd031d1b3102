import type { Principal } from "@/contracts/principal";
import { BoundedMap } from "@/lib/bounded-map";
import { AppError } from "@/lib/errors";
import type { Clock } from "@/server/infra/clock";

const CALLERS_MAX = 10_000;
const MINUTE_MS = 60_000;

export type RateLimit = { spend(principal: Principal): void };

/** So many requests a minute for each caller who has been let in, all of them at once if they like. 0: as many as they like. */
export function createRateLimit(perMinute: number, clock: Clock): RateLimit {
  const callers = new BoundedMap<string, { left: number; atMs: number }>(CALLERS_MAX);
  return {
    spend({ id, provider }) {
      if (perMinute === 0 || provider === undefined) return;
      const key = `${provider} ${id}`;
      const nowMs = clock.now().getTime();
      const known = callers.get(key) ?? { left: perMinute, atMs: nowMs };
      const left = Math.min(perMinute, known.left + (Math.max(0, nowMs - known.atMs) * perMinute) / MINUTE_MS);
      if (left < 1) throw tooMany(Math.ceil(((1 - left) * MINUTE_MS) / perMinute / 1000));
      callers.set(key, { left: left - 1, atMs: nowMs });
    },
  };
}

function tooMany(retryAfterSeconds: number): AppError {
  return new AppError("TOO_MANY_REQUESTS", "too many requests in the last minute; wait a little", {
    retryAfterSeconds,
  });
}
