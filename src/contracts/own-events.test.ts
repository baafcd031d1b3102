import { describe, expect, it } from "vitest";
import { EventCategory } from "./audit";
import { AuditEventFields, SentCategory } from "./audit-wire";
import { eventTypes } from "./event-types";
import { isOwnCategory, isOwnChain, isOwnType, OWN_CATEGORIES } from "./own-events";

const sent = {
  version: "1.0",
  event_type: "gateway.signal.received",
  event_timestamp: "2026-06-15T11:59:00Z",
  event_category: "gateway",
  event_action: "received",
  event_outcome: "success",
  correlation_id: "rr-1",
};
const faults = (fields: Partial<Record<keyof typeof sent, string>>) =>
  AuditEventFields.safeParse({ ...sent, ...fields }).error?.issues.map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );

describe("what is ours", () => {
  it.each([
    "access:2026-06-15:3",
    "access:",
    "hold:7",
    "run:1",
    "ACCESS:2026-06-15:3",
    "Access:x",
    "ai-access:2026-06-15:3",
    "AI-ai-hold:1",
    " access:x",
    "access\t:x",
    "ａｃｃｅｓｓ：x",
    "𝐚𝐜𝐜𝐞𝐬𝐬:x",
    "acceſs:x",
    "ac\u200bcess:x",
    "\ufeffaccess:x",
    "ac\u00adcess:x",
    "áccess:x",
    "а\u0441\u0441\u0435\u0455\u0455:x",
    "access\ua789x",
    "ҺOLD:1",
  ])("the chain %j", (id) => {
    expect(isOwnChain(id)).toBe(true);
    expect(faults({ correlation_id: id })).toEqual(["correlation_id: is kept for this server's own records"]);
  });

  it.each([
    "access.session.started",
    "hold.placed",
    "Retention.step",
    "dlq.x",
    "ａccess.session.started",
    "acce\u200dss.x",
  ])("the type %j", (type) => {
    expect(isOwnType(type)).toBe(true);
    expect(faults({ event_type: type })).toEqual(["event_type: is kept for this server's own records"]);
  });

  it.each([...OWN_CATEGORIES, "ACCESS", "Hold", "ａccess", "retention\u200b", " dlq"])(
    "the category %j",
    (category) => {
      expect(isOwnCategory(category)).toBe(true);
      expect(faults({ event_category: category })).toEqual(["event_category: is kept for this server's own records"]);
    },
  );
});

describe("what is not ours", () => {
  it.each([
    "rr-1",
    "ai-rr-1",
    "access",
    "access-2026-06-15",
    "my-access:1",
    "accessory:1",
    "rerun:1",
    "household:1",
    "actiontype-restart",
    "größe:1",
    "再起動:1",
    "3f1c0a52-5f0e-4c1c-9a55-8e58d59aa7a8",
  ])("the id %j", (id) => {
    expect(isOwnChain(id)).toBe(false);
    expect(faults({ correlation_id: id })).toBeUndefined();
  });

  it("all categories of both client versions and of the specification's examples", () => {
    const theirs =
      "gateway notification analysis aiagent signalprocessing workflow workflowexecution orchestration webhook approval effectiveness actiontype apifrontend signal remediation";

    expect(SentCategory.options).toEqual(theirs.split(" "));
    expect(EventCategory.options).toEqual([...theirs.split(" "), ...OWN_CATEGORIES]);
    for (const category of SentCategory.options) expect(faults({ event_category: category })).toBeUndefined();
  });

  it("every type of event that a service sends", () => {
    const theirs = eventTypes.filter(({ category }) => SentCategory.safeParse(category).success);

    expect(theirs.length).toBeGreaterThan(100);
    expect(theirs.filter(({ type }) => isOwnType(type))).toEqual([]);
  });
});
