import { describe, expect, test } from "vitest";
import type { NewAuditEvent } from "@/contracts/audit";
import { EVENT_DATA_BYTES_MAX } from "@/contracts/audit-wire";
import { jsonText } from "@/lib/json-text";
import { MEMBERS_MAX } from "@/lib/lossless";
import { fakeClock } from "@/testing/clock";
import { randomObject, seeded } from "@/testing/random";
import { soundFields } from "@/testing/sent-event";
import { parseAuditEvents, toNewEvent } from "./parse-events";
import { prepareEvent } from "./prepare";
import { scanEvents } from "./scan-events";

const optional = {
  event_id: "7D9A0A8E-6D6C-4C33-9A55-8E58D59AA7A8",
  actor_type: "",
  actor_id: "gw-\u00e9",
  actor_ip: null,
  resource_type: "Pod",
  resource_id: 'a "quoted" one',
  parent_event_id: "7d9a0a8e-6d6c-4c33-9a55-8e58d59aa7a8",
  parent_event_date: "2026-06-15",
  namespace: "shop",
  cluster_id: "east",
  severity: "warning",
  duration_ms: 1234,
  error_code: "E1",
  error_message: "first line\nsecond line",
  retention_days: 30,
  is_sensitive: true,
  nobody_knows_this: { a: [1, "x", { b: null }] },
};

/** What of an event was sent, but its payload. */
const fieldsOf = (event: object | undefined) => Object.fromEntries(Object.entries({ ...event, eventData: "" }));
const textOf = (event: NewAuditEvent | undefined) => jsonText(event?.eventData ?? "");
const make = (fields: Parameters<typeof toNewEvent>[0]["fields"], eventData: Buffer) =>
  toNewEvent({ fields, eventData: eventData.toString() }, "");
const scan = (text: string, kind: "single" | "batch" = "single") => scanEvents(Buffer.from(text), kind, make);
const bodyOf = (fields: object, payload = "{}") => `${JSON.stringify(fields).slice(0, -1)},"event_data":${payload}}`;

describe("the quick way and the careful way", () => {
  const ctx = {
    clock: fakeClock("2026-06-15T12:00:00Z"),
    principal: { kind: "machine", id: "gateway", scopes: new Set<never>() } as const,
  };
  const parse = async (text: string) => (await parseAuditEvents(ctx, Buffer.from(text), "single"))[0];
  /** A number with a scale is nothing for the quick way, wherever it stands. */
  const carefully = (text: string) => parse(text.replace(/}$/, ',"not_a_field":1.0}'));

  test("make the same event of the same values, in whatever order they come", async () => {
    const random = seeded(5);
    for (let n = 0; n < 300; n++) {
      const members = Object.entries({ ...soundFields, ...optional }).filter(
        ([name]) => name in soundFields || random.below(3) > 0,
      );
      const shuffled = Object.fromEntries(members.sort(() => random.next() - 0.5));
      const body = bodyOf(shuffled, randomObject(random));
      const [quick, careful] = await Promise.all([parse(body), carefully(body)]);

      expect(fieldsOf(quick), body).toEqual(fieldsOf(careful));
      expect(quick && prepareEvent({ ...quick }, ""), body).toBe(careful && prepareEvent(careful, ""));
    }
  });

  test("keep each number as it was sent", async () => {
    expect(textOf(await parse(bodyOf(soundFields, '{"n":[1.50,1e2,9007199254740993]}')))).toContain(
      "[1.50,1e2,9007199254740993]",
    );
    expect(textOf(await parse(bodyOf(soundFields, '{"n":[0.1,-3,1e+21]}')))).toBe('{"n":[0.1,-3,1e+21]}');
  });

  test("take the last of a field that is there twice", async () => {
    expect((await parse(`{"namespace":"a",${bodyOf({ ...soundFields, namespace: "b" }).slice(1)}`))?.namespace).toBe(
      "b",
    );
  });
});

describe("scanEvents", () => {
  test("takes what is sound, alone and in batches", async () => {
    const body = bodyOf({ ...soundFields, ...optional }, '{"b":1,"a":"x"}');

    expect(await scan(body)).toMatchObject([{ namespace: "shop", eventData: '{"a":"x","b":1}', durationMs: "1234" }]);
    expect(await scan(` [ ${body} ,\n${bodyOf(soundFields)} ] `, "batch")).toHaveLength(2);
  });

  test.each([
    ["an array where one event belongs", `[${bodyOf(soundFields)}]`, "single"],
    ["an event where a batch belongs", bodyOf(soundFields), "batch"],
    ["no events", "[]", "batch"],
    ["more behind the end", `${bodyOf(soundFields)}x`, "single"],
    ["a batch without its end", `[${bodyOf(soundFields)}`, "batch"],
    ["a comma too many", `[${bodyOf(soundFields)},]`, "batch"],
    ["no payload", JSON.stringify(soundFields), "single"],
    ["a payload that is no object", bodyOf(soundFields, "[1]"), "single"],
    ["an empty object", "{}", "single"],
    ["a wrong field", bodyOf({ ...soundFields, event_category: "nobody" }), "single"],
    ["a field that is nested", bodyOf({ ...soundFields, namespace: {} }), "single"],
    [
      "an index entry that is too long",
      bodyOf(soundFields, `{"pre_remediation_spec_hash":"${"x".repeat(256)}"}`),
      "single",
    ],
    ["a payload that is too long", bodyOf(soundFields, `{"a":"${"x".repeat(EVENT_DATA_BYTES_MAX)}"}`), "single"],
    [
      "a payload that is too long for its white space",
      bodyOf(soundFields, `{${" ".repeat(EVENT_DATA_BYTES_MAX)}}`),
      "single",
    ],
    ["a field that is too long for any", bodyOf({ ...soundFields, error_message: "x".repeat(1_000_000) }), "single"],
    ["too many members", bodyOf(soundFields).replace("}", `}${',"x":1'.repeat(MEMBERS_MAX)}`), "single"],
    ["too many events", `[${Array(10_001).fill(bodyOf(soundFields)).join(",")}]`, "batch"],
  ] as const)("leaves %s to the careful way", async (_, body, kind) => {
    expect(await scan(body, kind)).toBeUndefined();
  });
});

test("a copy of an event that was checked is checked anew", async () => {
  const [event] = (await scan(bodyOf(soundFields))) ?? [];
  if (event === undefined) throw new Error("the event was not taken");

  expect(() => prepareEvent(event, "")).not.toThrow();
  expect(() => prepareEvent({ ...event, correlationId: "a\u0000" }, "")).toThrow("NUL");
});
