import { expect, it } from "vitest";
import type { Principal } from "@/contracts/principal";
import { fakeClock } from "@/testing/clock";
import { createRateLimit } from "./rate-limit";

const caller = (id: string): Principal => ({ kind: "machine", id, provider: "api-key", scopes: new Set() });

it("stops a caller who asks too often, says when to come again, and no one else", () => {
  const clock = fakeClock();
  const limit = createRateLimit(60, clock);
  for (let n = 0; n < 60; n++) limit.spend(caller("a"));

  expect(() => limit.spend(caller("a"))).toThrow(
    expect.objectContaining({ code: "TOO_MANY_REQUESTS", details: { retryAfterSeconds: 1 } }),
  );
  limit.spend(caller("b"));
  clock.advance(1000);
  limit.spend(caller("a"));
});

it("stops nobody where there is no limit or no access control", () => {
  const local: Principal = { kind: "local", id: "local", scopes: new Set() };
  for (let n = 0; n < 10; n++) {
    createRateLimit(0, fakeClock()).spend(caller("a"));
    createRateLimit(1, fakeClock()).spend(local);
  }
});
