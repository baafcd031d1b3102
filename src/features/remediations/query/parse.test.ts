import { describe, expect, it } from "vitest";
import { Approval, Outcome } from "@/contracts/remediations";
import { resolveBounds } from "./bounds";
import { FIELDS } from "./fields";
import { formatQuery } from "./format";
import { parseQuery } from "./parse";
import type { Query } from "./query";

describe("a query that can be read", () => {
  it.each<[string, Query]>([
    ["", {}],
    ["  api-gateway   crash ", { text: "api-gateway crash" }],
    [
      "severity:(critical or high) and not outcome:Inconclusive",
      { severity: { op: "in", values: ["critical", "high"] }, outcome: { op: "not", values: ["Inconclusive"] } },
    ],
    ["outcome:manualreviewrequired", { outcome: { op: "in", values: ["ManualReviewRequired"] } }],
    ['outcome:"Manual review"', { outcome: { op: "in", values: ["ManualReviewRequired"] } }],
    ['workflow:""', { workflow: { op: "in", values: [""] } }],
    ["SEVERITY:high AND held:yes", { severity: { op: "in", values: ["high"] }, held: true }],
    ["not open:yes", { open: false }],
    ["since:-24h until:2026-06-05T10:30Z", { since: "-24h", until: "2026-06-05T10:30Z" }],
    ['"and" node', { text: "and node" }],
    ["kind:Deployment worker", { targetKind: { op: "in", values: ["Deployment"] }, text: "worker" }],
    ['namespace:("a b" or c)', { namespace: { op: "in", values: ["a b", "c"] } }],
    ["environment : Production", { environment: { op: "in", values: ["Production"] } }],
  ])("%s", (text, query) => {
    expect(parseQuery(text)).toEqual({ isValid: true, query });
  });
});

describe("a query that can't be read names the place", () => {
  it.each([
    ["severity:(critical or high", 9, "not closed"],
    ["severity:(critical high)", 19, "joined by “or”"],
    ["severity:", 9, "missing"],
    ["severity:high or outcome:Failed", 14, "one field"],
    ["colour:red", 0, "no field “colour”"],
    ["not worker", 0, "needs a field"],
    ["worker and", 10, "missing after “and”"],
    ["outcome:Fine", 8, "one of"],
    ["held:maybe", 5, "yes or no"],
    ["since:yesterday", 6, "-24h"],
    ["severity:a severity:b", 11, "twice"],
    ['"open', 0, "not closed"],
    ["severity:()", 10, "missing in the parentheses"],
    [")", 0, "belongs here"],
  ])("%s at %d", (text, at, words) => {
    const parsed = parseQuery(text);

    expect(parsed.isValid).toBe(false);
    expect(parsed).toMatchObject({ error: { at, message: expect.stringContaining(words) } });
  });
});

it.each([
  "open:yes and outcome:(Failed or Blocked) and not severity:info api",
  'held:no and workflow:"" and namespace:"a b"',
  'since:-7d and until:2026-06-05T10:30:00Z "a:b" "not"',
])("text and query are one state: %s", (text) => {
  const parsed = parseQuery(text);

  expect(parsed.isValid && formatQuery(parsed.query)).toBe(text);
});

it("resolves relative bounds from the given present", () => {
  const now = Date.parse("2026-06-05T12:00:00Z");

  expect(resolveBounds({ since: "-24h", until: "2026-06-05", text: "a" }, now)).toEqual({
    since: "2026-06-04T12:00:00.000Z",
    until: "2026-06-05T00:00:00.000000Z",
    text: "a",
  });
});

it("knows every outcome and every approval of the contract", () => {
  expect(FIELDS.outcome.closed).toEqual(Outcome.options);
  expect(FIELDS.approval.closed).toEqual(Approval.options);
});
