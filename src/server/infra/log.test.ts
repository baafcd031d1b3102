import { describe, expect, it } from "vitest";
import { LateChild, type Log } from "./log";

function recording() {
  const lines: unknown[] = [];
  let children = 0;
  const withFields = (own: Record<string, unknown>): Log => {
    const write = (level: string) => (fields: Record<string, unknown>, message: string) =>
      void lines.push({ level, ...own, ...fields, message });
    return {
      debug: write("debug"),
      info: write("info"),
      warn: write("warn"),
      error: write("error"),
      child(fields) {
        children++;
        return withFields({ ...own, ...fields });
      },
    };
  };
  return { log: withFields({}), lines, children: () => children };
}

describe("a late child", () => {
  it("is not made as long as it says nothing, and once when it does", () => {
    const { log, lines, children } = recording();
    const late = new LateChild(log, { requestId: "r-1" });
    expect(children()).toBe(0);

    late.debug({}, "a");
    late.info({}, "b");
    late.warn({ n: 1 }, "c");
    late.error({}, "d");

    expect(children()).toBe(1);
    expect(lines).toEqual([
      { level: "debug", requestId: "r-1", message: "a" },
      { level: "info", requestId: "r-1", message: "b" },
      { level: "warn", requestId: "r-1", n: 1, message: "c" },
      { level: "error", requestId: "r-1", message: "d" },
    ]);
  });

  it("hands its fields on to children of its own", () => {
    const { log, lines } = recording();
    new LateChild(log, { requestId: "r-1" }).child({ loop: "x" }).info({}, "a");

    expect(lines).toEqual([{ level: "info", requestId: "r-1", loop: "x", message: "a" }]);
  });
});
