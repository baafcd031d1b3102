import { expect, it } from "vitest";
import { verdictOf } from "./verdict";

const QUIET = { open: 0, waiting: 0, failed: 0, review: 0 };

it("says that all is well when nothing failed and nobody is waited for", () => {
  expect(verdictOf(QUIET)).toMatchObject({ state: "success", word: "All is well" });
  expect(verdictOf({ ...QUIET, open: 2 }).sentence).toContain("2 remediations in progress");
});

it("names every trouble with its number", () => {
  expect(verdictOf({ open: 3, waiting: 1, failed: 2, review: 4 })).toEqual({
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
});
