import { expect, it, test } from "vitest";
import { exitCodeOf, verdictOf } from "./audit.mjs";

const NONE = { info: 0, low: 0, moderate: 0, high: 0, critical: 0, total: 0 };

function report(counts: Partial<typeof NONE>, vulnerabilities: Record<string, unknown> = {}): string {
  return JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities,
    metadata: { vulnerabilities: { ...NONE, ...counts } },
  });
}

it("passes what is less than high, and says so", () => {
  expect(verdictOf(report({}))).toEqual({ kind: "clean", lines: ["nothing high or critical; 0 moderate, 0 low"] });
  expect(verdictOf(report({ moderate: 2, low: 1 }))).toMatchObject({ kind: "clean" });
});

it("names each package with a high or critical finding, and no other", () => {
  const vulnerabilities = {
    left: { name: "left", severity: "high", range: "<1.2.3", via: [{ title: "Prototype pollution" }, "deep"] },
    right: { name: "right", severity: "critical", range: "*", via: ["left"] },
    down: { name: "down", severity: "moderate", range: "*", via: [] },
  };

  expect(verdictOf(report({ high: 1, critical: 1, moderate: 1 }, vulnerabilities))).toEqual({
    kind: "found",
    lines: ["critical: right *", "high: left <1.2.3; Prototype pollution"],
  });
});

it.each([
  [
    "refuses",
    JSON.stringify({ message: "405 Method Not Allowed - POST https://r", statusCode: 405, error: {} }),
    "405",
  ],
  [
    "can't be reached",
    JSON.stringify({ error: { code: "ENOTFOUND", summary: "getaddrinfo ENOTFOUND r" } }),
    "ENOTFOUND",
  ],
  ["does not answer in time", "", "no answer"],
  ["answers with a page", "<html>", "no answer"],
  ["gives no figures", JSON.stringify({ metadata: {} }), "no answer"],
])("says that nothing is known when the registry %s", (_, output, reason) => {
  const verdict = verdictOf(output);

  expect(verdict.kind).toBe("skipped");
  expect(verdict.lines.join()).toContain(reason);
});

test("a release fails on findings, one that must know also without an answer, and a report never", () => {
  const codes = (["clean", "found", "skipped"] as const).map((kind) =>
    (["release", "required", "report"] as const).map((mode) => exitCodeOf(kind, mode)),
  );

  expect(codes).toEqual([
    [0, 0, 0],
    [1, 1, 0],
    [0, 1, 0],
  ]);
});
