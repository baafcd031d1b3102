import type { Principal } from "@/contracts/principal";
import { AppError } from "@/lib/errors";
import type { Clock } from "@/server/infra/clock";
import { createBuckets } from "./buckets";

export type RateLimit = { spend(principal: Principal): void };

/** So many requests a minute for each caller who has been let in, all of them at once if they like. 0: as many as they like. */
export function createRateLimit(perMinute: number, clock: Clock): RateLimit {
  const callers = createBuckets(perMinute, clock);
  return {
    spend({ id, provider }) {
      if (perMinute === 0 || provider === undefined) return;
      const key = `${provider} ${id}`;
      const retryAfterSeconds = callers.waitSeconds(key);
      if (retryAfterSeconds > 0) throw tooMany(retryAfterSeconds);
      callers.take(key);
    },
  };
}

function tooMany(retryAfterSeconds: number): AppError {
  return new AppError("TOO_MANY_REQUESTS", "too many requests in the last minute; wait a little", {
    retryAfterSeconds,
  });
}
