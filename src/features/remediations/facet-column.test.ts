import { describe, expect, it } from "vitest";
import { excluded, toggled } from "./facet-column";

describe("a click on a facet value", () => {
  it("chooses the value, then a second one beside it", () => {
    const one = toggled({ text: "api" }, "severity", "high");

    expect(one).toEqual({ text: "api", severity: { op: "in", values: ["high"] } });
    expect(toggled(one, "severity", "critical").severity).toEqual({ op: "in", values: ["high", "critical"] });
  });

  it("drops the filter with its last value", () => {
    expect(toggled({ severity: { op: "in", values: ["high"] } }, "severity", "high").severity).toBeUndefined();
  });

  it("turns an exclusion into a choice", () => {
    const query = excluded({}, "outcome", "Failed");

    expect(query.outcome).toEqual({ op: "not", values: ["Failed"] });
    expect(toggled(query, "outcome", "Blocked").outcome).toEqual({ op: "in", values: ["Blocked"] });
  });

  it("switches a yes-or-no field on and off", () => {
    expect(toggled({}, "held", "true").held).toBe(true);
    expect(toggled({ held: true }, "held", "true").held).toBeUndefined();
    expect(toggled({ held: true }, "held", "false").held).toBe(false);
  });
});
