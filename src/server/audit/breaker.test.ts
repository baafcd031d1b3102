import { describe, expect, it } from "vitest";
import { createBreaker } from "./breaker";

function setup() {
  let nowMs = 0;
  const breaker = createBreaker({ pauseMs: 500, now: () => nowMs });
  const advance = (ms: number) => {
    nowMs += ms;
  };
  return { breaker, advance };
}

describe("the breaker", () => {
  it("lets everybody through while the database answers", () => {
    const { breaker } = setup();

    expect([breaker.allows(), breaker.allows(), breaker.isOpen()]).toEqual([true, true, false]);
  });

  it("lets one try at a time through after a pause while it does not", () => {
    const { breaker, advance } = setup();
    breaker.failed();

    const atOnce = breaker.allows();
    advance(500);

    expect([atOnce, breaker.allows(), breaker.allows(), breaker.isOpen()]).toEqual([false, true, false, true]);
  });

  it("closes with the first answer, and waits again after another failure", () => {
    const { breaker, advance } = setup();
    breaker.failed();
    advance(500);
    breaker.allows();
    breaker.failed();

    expect(breaker.allows()).toBe(false);

    breaker.answered();
    expect([breaker.allows(), breaker.isOpen()]).toEqual([true, false]);
  });

  it("lets the next one try when a try never got there", () => {
    const { breaker, advance } = setup();
    breaker.failed();
    advance(500);
    breaker.allows();
    breaker.abstained();

    expect(breaker.allows()).toBe(true);
  });

  it("does not report an old failure for ever when nobody writes", () => {
    const { breaker, advance } = setup();
    breaker.failed();
    advance(60_000);

    expect(breaker.isOpen()).toBe(false);
  });
});
