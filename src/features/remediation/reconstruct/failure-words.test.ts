import { expect, test } from "vitest";
import { failureWords } from "./failure-words";

const problem = (status: number, more: object = {}) => ({
  problem: { status, detail: "what the server said", ...more },
});

test("an incomplete trail says how much there is and what is missing", () => {
  const words = failureWords(
    problem(400, {
      completeness: 33,
      errors: ["SignalName is missing"],
      warnings: ["ProviderData is missing (Gap #4) - no event carries it"],
    }),
  );

  expect(words?.title).toContain("33 %");
  expect(words?.missing).toEqual(["SignalName is missing", "ProviderData is missing - no event carries it"]);
});

test("each refusal has its own words", () => {
  const titles = [404, 400, 422].map((status) => failureWords(problem(status))?.title);

  expect(new Set(titles).size).toBe(3);
});

test("a failure of the server is no statement about the trail", () => {
  expect(failureWords(problem(500))).toBeNull();
  expect(failureWords(undefined)).toBeNull();
  expect(failureWords({ problem: { status: "400" } })).toBeNull();
});
