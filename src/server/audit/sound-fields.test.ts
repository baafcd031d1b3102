import { describe, expect, test } from "vitest";
import { AuditEventFields, AuditEventRequest } from "@/contracts/audit-wire";
import { soundFields } from "@/testing/sent-event";
import { fieldsOf, hasSoundFields, SENT_NAMES } from "./sound-fields";

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
      const fields: Record<string, unknown> = { ...soundFields, [field]: value };
      if (hasSoundFields(fields)) expect(AuditEventFields.safeParse(fields).success, String(value)).toBe(true);
    }
  });

  test("accepts what senders write", () => {
    const full = {
      ...soundFields,
      event_id: values[20],
      parent_event_date: "2026-06-15",
      duration_ms: 12,
      is_sensitive: true,
    };

    expect([hasSoundFields(soundFields), hasSoundFields(full)]).toEqual([true, true]);
  });
});

test("every field of the contract is read under its own name", () => {
  const names = Object.keys(AuditEventRequest.shape);

  expect([...SENT_NAMES].sort()).toEqual(names.sort());
  expect(Object.entries(fieldsOf(SENT_NAMES))).toEqual(SENT_NAMES.slice(0, -1).map((name) => [name, name]));
});
