import { describe, expect, test } from "vitest";
import { AuditEventFields } from "@/contracts/audit-wire";
import { fakeClock } from "@/testing/clock";
import { parseAuditEvents } from "./parse-events";
import { hasSoundFields } from "./plain-events";

const sound = {
  version: "1.0",
  event_type: "gateway.signal.received",
  event_timestamp: "2026-06-15T11:59:00+00:00",
  event_category: "gateway",
  event_action: "received",
  event_outcome: "success",
  correlation_id: "rr-1",
};

/** Values that a field may be sent with, right and wrong. */
const values: readonly unknown[] = [
  undefined,
  null,
  "",
  "a",
  "a".repeat(46),
  "\ud83d\ude00".repeat(30),
  "b".repeat(300),
  0,
  -1,
  12,
  1.5,
  2_147_483_647,
  2_147_483_648,
  9_007_199_254_740_992,
  true,
  {},
  [],
  "2026-06-15T12:00:00Z",
  "2026-06-31T12:00:00Z",
  "2026-06-15",
  "7D9A0A8E-6D6C-4C33-9A55-8E58D59AA7A8",
  "7d9a0a8e-6d6c-4c33-9a55-8e58d59aa7a",
  "failure",
  "workflow",
  ".",
  "..",
  "access",
  "dlq",
  "access:2026-06-15:3",
  "access.session.started",
  "ai-ＨＯＬＤ:1",
  "m".repeat(65_537),
];

describe("the quick check of fields", () => {
  test.each(Object.keys(AuditEventFields.shape))("accepts no %s that the schema refuses", (field) => {
    for (const value of values) {
      const fields: Record<string, unknown> = { ...sound, [field]: value };
      if (hasSoundFields(fields)) expect(AuditEventFields.safeParse(fields).success, String(value)).toBe(true);
    }
  });

  test("accepts what senders write", () => {
    const full = {
      ...sound,
      event_id: values[20],
      parent_event_date: "2026-06-15",
      duration_ms: 12,
      is_sensitive: true,
    };

    expect([hasSoundFields(sound), hasSoundFields(full)]).toEqual([true, true]);
  });
});

describe("the quick way and the careful way", () => {
  const ctx = {
    clock: fakeClock("2026-06-15T12:00:00Z"),
    principal: { kind: "machine", id: "gateway", scopes: new Set<never>() } as const,
  };
  const parse = async (payload: string) =>
    (await parseAuditEvents(ctx, `${JSON.stringify(sound).slice(0, -1)},"event_data":${payload}}`, "single"))[0];

  test("make the same event of the same values", async () => {
    const quick = await parse('{"b":[1,{"y":null,"x":0.5}],"a":"\\u00e9"}');
    const careful = await parse('{"b":[1.0,{"y":null,"x":0.50}],"a":"\\u00e9"}');

    expect(JSON.parse(quick?.eventData ?? "")).toEqual(JSON.parse(careful?.eventData ?? ""));
    expect({ ...quick, eventData: "" }).toEqual({ ...careful, eventData: "" });
  });

  test("keep each number as it was sent", async () => {
    expect((await parse('{"n":[1.50,1e2,9007199254740993]}'))?.eventData).toContain("[1.50,1e2,9007199254740993]");
    expect((await parse('{"n":[0.1,-3,1e+21]}'))?.eventData).toBe('{"n":[0.1,-3,1e+21]}');
  });
});
