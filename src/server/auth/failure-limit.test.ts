import { beforeEach, expect, it } from "vitest";
import type { Scope } from "@/contracts/principal";
import { AppError } from "@/lib/errors";
import { type FakeClock, fakeClock } from "@/testing/clock";
import { createFailureLimit, type FailureLimit } from "./failure-limit";
import { type AuthRequest, invalidToken, providerDown } from "./request";

const PER_MINUTE = 6;

let clock: FakeClock;
let limit: FailureLimit;
let failed: number;
let limited: number;
beforeEach(() => {
  clock = fakeClock();
  failed = 0;
  limited = 0;
  limit = create(PER_MINUTE);
});

/** One provider, which knows the credential `good`. */
function create(perMinute: number): FailureLimit {
  const isKnown = ({ headers }: AuthRequest) => headers.authorization === "Bearer good";
  return createFailureLimit({
    perMinute,
    clock,
    providers: [{ name: "one", authenticate: async () => undefined, isKnown }],
    onFailed: () => void failed++,
    onLimited: () => void limited++,
  });
}

function request(authorization: string | undefined, from = "192.0.2.1", scope: Scope | null = null): AuthRequest {
  const headers = { "x-holdfast-address": from, ...(authorization && { authorization }) };
  return { headers, need: { scope, verb: "get" } };
}

/** What the entrance does with a credential that no provider knows. */
function guess(text: string, from?: string, error: unknown = invalidToken()): void {
  const asked = request(`Bearer ${text}`, from);
  limit.check(asked);
  limit.note(asked, error);
}

function guessUpToTheLimit(from?: string): void {
  for (let n = 0; n < PER_MINUTE; n++) guess(`guess ${n}`, from);
}

function refusal(asked: AuthRequest): unknown {
  try {
    limit.check(asked);
    return undefined;
  } catch (error) {
    return error instanceof AppError ? [error.code, error.details.retryAfterSeconds] : error;
  }
}

it("so many different credentials may fail, then none is looked at until there is room again", () => {
  guessUpToTheLimit();

  expect(refusal(request("Bearer another"))).toEqual(["TOO_MANY_REQUESTS", 10]);
  expect([failed, limited]).toEqual([PER_MINUTE, 1]);
  clock.advance(10_000);
  guess("another");
  expect(refusal(request("Bearer a third"))).toEqual(["TOO_MANY_REQUESTS", 10]);
});

it("senders of events are told to come again with what they have", () => {
  guessUpToTheLimit();

  expect(refusal(request("Bearer another", "192.0.2.1", "audit:write"))).toEqual(["UNAVAILABLE", 10]);
});

it("a credential that was good lately is looked at, whatever others do behind its address", () => {
  guessUpToTheLimit();

  expect(refusal(request("Bearer good"))).toBeUndefined();
  expect(limited).toBe(0);
});

it("another address has a limit of its own, another address of one IPv6 network has not", () => {
  guessUpToTheLimit("2001:db8:1:2::1");

  expect(refusal(request("Bearer x", "2001:db8:1:2:ffff::9"))).toEqual(["TOO_MANY_REQUESTS", 10]);
  expect(refusal(request("Bearer x", "2001:db8:1:3::1"))).toBeUndefined();
  expect(refusal(request("Bearer x", "192.0.2.1"))).toBeUndefined();
});

it("one bad credential that comes again and again is one guess a minute, and is not looked up each time", () => {
  guess("stale");

  expect(refusal(request("Bearer stale"))).toEqual(["UNAUTHENTICATED", undefined]);
  for (let seconds = 0; seconds < 57; seconds += 3) {
    clock.advance(3000);
    guess("stale");
  }
  expect(failed).toBe(20);
  for (let n = 1; n < PER_MINUTE; n++) guess(`guess ${n}`);
  expect(refusal(request("Bearer another"))).toBeUndefined();
});

it("guesses that were under way at the same moment are owed, for a minute at most", () => {
  const asked = Array.from({ length: 1000 }, (_, n) => request(`Bearer guess ${n}`));
  for (const one of asked) limit.check(one);
  for (const one of asked) limit.note(one, invalidToken());

  expect(refusal(request("Bearer another"))).toEqual(["TOO_MANY_REQUESTS", 70]);
  clock.advance(70_000);
  expect(refusal(request("Bearer another"))).toBeUndefined();
});

it.each([undefined, "Basic YTpi", "Bearer "])("%s is no guess, and is never limited", (authorization) => {
  for (let n = 0; n < 2 * PER_MINUTE; n++) limit.note(request(authorization), invalidToken());
  expect([failed, refusal(request("Bearer x"))]).toEqual([0, undefined]);

  guessUpToTheLimit();
  expect(refusal(request(authorization))).toBeUndefined();
});

it("nobody is charged for a provider that is down, or for a missing scope", () => {
  for (let n = 0; n < 2 * PER_MINUTE; n++) {
    guess(`unknown ${n}`, undefined, providerDown("one"));
    guess(`scope ${n}`, undefined, new AppError("FORBIDDEN", "no"));
  }

  expect([failed, refusal(request("Bearer x"))]).toEqual([0, undefined]);
});

it("0 means no limit, and failures are still counted", () => {
  limit = create(0);
  for (let n = 0; n < 100; n++) guess("the same");

  expect([failed, limited]).toEqual([100, 0]);
});
