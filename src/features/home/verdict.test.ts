import { expect, it } from "vitest";
import type { QueueStatus } from "@/contracts/system";
import { safetyNetOf } from "./safety-net";
import { verdictOf } from "./verdict";

const IN_PLACE = { state: "success", trouble: null } as const;
const QUIET = { open: 0, waiting: 0, failed: 0, review: 0, safetyNet: IN_PLACE };

it("says that all is well when nothing failed and nobody is waited for", () => {
  expect(verdictOf(QUIET)).toMatchObject({ state: "success", word: "All is well" });
  expect(verdictOf({ ...QUIET, open: 2 }).sentence).toContain("2 remediations in progress");
});

it("names every trouble with its number", () => {
  expect(verdictOf({ ...QUIET, open: 3, waiting: 1, failed: 2, review: 4 })).toEqual({
    state: "failure",
    word: "Needs a look",
    sentence:
      "2 remediations of the last 24 hours failed, 1 remediation waits for an approval and 4 remediations were left for manual review.",
  });
});

it("calls for a person when that is all that is open", () => {
  expect(verdictOf({ ...QUIET, waiting: 1 })).toMatchObject({
    state: "human",
    sentence: "1 remediation waits for an approval.",
  });
});

it("never calls it well while a figure is missing", () => {
  expect(verdictOf({ ...QUIET, failed: undefined }).state).toBe("neutral");
  expect(verdictOf({ ...QUIET, safetyNet: undefined }).state).toBe("neutral");
});

it("never calls it well while events could be lost, and says why", () => {
  const queue = {
    isConfigured: true,
    isUp: true,
    trust: "trusted",
    entries: 0,
    deadLetters: 0,
    oldestAgeSeconds: null,
  } as const;
  const verdictWith = (change: Partial<QueueStatus>) =>
    verdictOf({ ...QUIET, safetyNet: safetyNetOf({ ...queue, ...change }) });

  expect(verdictWith({}).word).toBe("All is well");
  expect(verdictWith({ entries: 3 }).word).toBe("All is well");
  expect(verdictWith({ isConfigured: false })).toEqual({
    state: "pending",
    word: "Needs a look",
    sentence: "There is no queue to keep events while the database is away.",
  });
  expect(verdictWith({ isUp: false })).toMatchObject({ state: "failure", word: "Needs a look" });
  expect(verdictWith({ trust: "untrusted" })).toMatchObject({ state: "pending", word: "Needs a look" });
  expect(verdictWith({ deadLetters: 1 }).sentence).toBe("1 message was given up.");
});
