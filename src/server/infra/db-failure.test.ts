import { describe, expect, test } from "vitest";
import { AppError } from "@/lib/errors";
import { classifyDbFailure, toAppError } from "./db-failure";

const failure = (code: string) => Object.assign(new Error("from the driver"), { code });

describe("classifyDbFailure", () => {
  test.each([
    ["data", ["22001", "22P05", "23505", "23514", "54000"]],
    ["server", ["42703", "42501", "0A000"]],
    ["outage", ["08006", "53300", "57P01", "57014", "58030", "XX000", "25006", "55P03", "40001", "40P01"]],
    ["outage", ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT", "ETIMEDOUT"]],
    ["unknown", ["P0001", "25001", "SOMETHING"]],
  ] as const)("calls it %s: %j", (kind, codes) => {
    for (const code of codes) expect(classifyDbFailure(failure(code)), code).toBe(kind);
  });

  test.each([
    "Connection terminated unexpectedly",
    "Connection terminated due to connection timeout",
    "timeout exceeded when trying to connect",
    "Client has encountered a connection error and is not queryable",
  ])("knows the driver's own outage: %s", (message) => {
    expect(classifyDbFailure(new Error(message))).toBe("outage");
  });

  test("doesn't guess about other errors", () => {
    expect(classifyDbFailure(new TypeError("x is not a function"))).toBe("unknown");
    expect(classifyDbFailure("text")).toBe("unknown");
  });
});

describe("toAppError", () => {
  test("asks for a retry in an outage, blames the data only for data, and keeps a bug a bug", () => {
    expect(toAppError(failure("57P03"))).toMatchObject({ code: "UNAVAILABLE", details: { retryAfterSeconds: 1 } });
    expect(toAppError(failure("22021"))).toMatchObject({ code: "VALIDATION" });
    expect(toAppError(failure("23505"))).toMatchObject({ code: "CONFLICT" });
    const bug = failure("42703");
    expect(toAppError(bug)).toBe(bug);
  });

  test("leaves what is decided already, and never shows the driver's words", () => {
    const decided = new AppError("NOT_FOUND", "gone");

    expect(toAppError(decided)).toBe(decided);
    expect((toAppError(failure("22021")) as AppError).message).not.toContain("driver");
  });
});
