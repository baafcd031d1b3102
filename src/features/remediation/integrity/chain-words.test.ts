import { expect, test } from "vitest";
import { type ChainSummary, chainWords } from "./chain-words";

const chain = (verified: number, change: Partial<ChainSummary> = {}): ChainSummary => ({
  verdict: "verified",
  verified_events: verified,
  total_events: verified,
  findings_total: 0,
  ...change,
});

test("events under an alias are counted beside the trail's own", () => {
  expect(chainWords(chain(190), []).words).toBe("Chain verified, 190 of 190");
  expect(chainWords(chain(190), [chain(1)]).words).toBe("Chain verified, 190 of 190, and 1 of 1 under its alias");
  expect(chainWords(chain(190), [chain(1), chain(2)]).words).toBe(
    "Chain verified, 190 of 190, and 3 of 3 under 2 aliases",
  );
});

test("a break in the chain of an alias is a break", () => {
  const broken = chain(0, { verdict: "broken", total_events: 1, findings_total: 1 });

  expect(chainWords(chain(190), [broken])).toEqual({ verdict: "broken", words: "Chain broken, 1 finding" });
});
