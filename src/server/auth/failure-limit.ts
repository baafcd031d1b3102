import { BoundedMap } from "@/lib/bounded-map";
import { AppError } from "@/lib/errors";
import { addressOf, networkOf } from "@/server/infra/client-address";
import type { Clock } from "@/server/infra/clock";
import { createBuckets } from "./buckets";
import { digestOf } from "./remembered";
import { type AuthProvider, type AuthRequest, credentialOf, invalidToken, type Need } from "./request";

const FAILED_MAX = 10_000;
/** A refused credential may be one that was made a moment ago; until then it is refused without being looked up. */
const REFUSED_AGAIN_MS = 2000;
/** One caller with one bad credential is no guesser, however often they come. */
const COUNTED_AGAIN_MS = 60_000;

export type FailureLimit = {
  /** Throws where a credential is not to be looked at now. */
  check(request: AuthRequest): void;
  /** Told why a request was not let in. */
  note(request: AuthRequest, error: unknown): void;
};

export type FailureLimitOptions = {
  perMinute: number;
  clock: Clock;
  providers: readonly AuthProvider[];
  onFailed(): void;
  /** A credential was not looked at. */
  onLimited(): void;
};

export const noFailureLimit: FailureLimit = { check: () => {}, note: () => {} };

/**
 * So many different credentials may fail in a minute from one address. Beyond it only those are looked at that were good
 * lately: others behind the same address must not suffer, and what is unknown costs somebody a look-up.
 */
export function createFailureLimit(options: FailureLimitOptions): FailureLimit {
  const { perMinute, clock, providers } = options;
  const addresses = createBuckets(perMinute, clock);
  const failed = new BoundedMap<string, { refusedMs: number; countedMs: number }>(FAILED_MAX);
  const nowMs = () => clock.now().getTime();
  return {
    check(request) {
      if (perMinute === 0 || failed.size === 0) return;
      const credential = credentialOf(request);
      const from = sourceOf(request);
      if (credential === undefined || addresses.isFull(from)) return;
      const known = failed.get(keyOf(from, credential));
      if (known !== undefined && nowMs() - known.refusedMs < REFUSED_AGAIN_MS) throw invalidToken();
      const waitSeconds = addresses.waitSeconds(from);
      if (waitSeconds === 0 || providers.some((provider) => provider.isKnown?.(request))) return;
      options.onLimited();
      throw limited(request.need, waitSeconds);
    },
    note(request, error) {
      const credential = credentialOf(request);
      if (credential === undefined || !(error instanceof AppError) || error.code !== "UNAUTHENTICATED") return;
      options.onFailed();
      if (perMinute === 0) return;
      const from = sourceOf(request);
      const key = keyOf(from, credential);
      const now = nowMs();
      const countedMs = failed.get(key)?.countedMs ?? Number.NEGATIVE_INFINITY;
      const isCounted = now - countedMs < COUNTED_AGAIN_MS;
      failed.set(key, { refusedMs: now, countedMs: isCounted ? countedMs : now });
      if (!isCounted) addresses.take(from);
    },
  };
}

function sourceOf({ headers }: AuthRequest): string {
  return networkOf(addressOf(headers) ?? "");
}

function keyOf(from: string, credential: string): string {
  return `${from} ${digestOf(credential)}`;
}

/** Senders of events drop what is answered with 429; they send again what is answered with 503. */
function limited({ scope }: Need, retryAfterSeconds: number): AppError {
  const code = scope === "audit:write" ? "UNAVAILABLE" : "TOO_MANY_REQUESTS";
  return new AppError(code, "too many credentials from this address have failed; wait a little", { retryAfterSeconds });
}
