import { describe, expect, test } from "vitest";
import type { NewAuditEvent } from "@/contracts/audit";
import { AuditEventFields, EVENT_DATA_BYTES_MAX } from "@/contracts/audit-wire";
import { jsonText } from "@/lib/json-text";
import { MEMBERS_MAX } from "@/lib/lossless";
import { fakeClock } from "@/testing/clock";
import { type Random, randomObject, seeded } from "@/testing/random";
import { soundFields } from "@/testing/sent-event";
import { makeReady } from "./make-ready";
import { parseAuditEvents, toNewEvent } from "./parse-events";
import { prepareEvent } from "./prepare";
import { scanEvents } from "./scan-events";
import { plainEvent } from "./scanned-event";

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
const fieldsOf = (event: NewAuditEvent | undefined) =>
  Object.fromEntries(
    Object.entries({ ...(event && plainEvent(event)), eventData: "" }).filter(([, value]) => value !== undefined),
  );
const nobody = {};
const textOf = (event: NewAuditEvent | undefined) => jsonText(event?.eventData ?? "");
const scan = (text: string, kind: "single" | "batch" = "single") => scanEvents(Buffer.from(text), kind);
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
      expect(quick && prepareEvent(plainEvent(quick), ""), body).toBe(careful && prepareEvent(careful, ""));
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

    const [event] = (await scan(body)) ?? [];

    expect([event?.namespace, event?.durationMs, textOf(event)]).toEqual(["shop", "1234", '{"a":"x","b":1}']);
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
  expect(() => prepareEvent({ ...plainEvent(event), correlationId: "a\u0000" }, "")).toThrow("NUL");
});

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
  1e21,
  2_147_483_647,
  2_147_483_648,
  -4_294_967_295,
  9_007_199_254_740_992,
  true,
  {},
  [],
  "2026-06-15T12:00:00Z",
  "2026-06-31T12:00:00Z",
  "2024-02-29T23:59:59.1234567Z",
  "2026-02-29T12:00:00Z",
  "2026-06-15T12:00:00.Z",
  "2026-06-15T24:00:00Z",
  "2026-06-15T12:00:60Z",
  "1969-12-31T23:59:59Z",
  "2026-06-15T12:00:00+02:00",
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
  'line\nbreak "quoted" \\ \u0001 \u007f é 😀',
  "m".repeat(65_537),
];

/** Another text for a field that takes any. */
function variant(name: string, random: Random): unknown {
  const isAny = !["event_category", "event_outcome", "event_timestamp", "event_id"].includes(name);
  return random.pick(
    isAny ? ["", "a", "é\u0001", 'q"\\\n', "x".repeat(9), "x".repeat(17)] : [(soundFields as never)[name]],
  );
}

describe("every field", () => {
  test.each(Object.keys(AuditEventFields.shape))(
    "%s is taken only as the schema and the careful way take it",
    async (field) => {
      for (const value of values) {
        const fields: Record<string, unknown> = { ...soundFields, [field]: value };
        const [event] = (await scan(bodyOf(fields))) ?? [];
        if (event === undefined) continue;
        const parsed = AuditEventFields.safeParse(fields);
        expect(parsed.success, String(value)).toBe(true);
        const careful = toNewEvent({ fields, eventData: "{}" }, "");
        expect(fieldsOf(event), String(value)).toEqual(fieldsOf(careful));
      }
    },
  );

  test("is written into row and digest as the careful way does", async () => {
    const random = seeded(6);
    const ctx = { clock: fakeClock("2026-06-15T12:00:00Z"), db: nobody } as unknown as Parameters<typeof makeReady>[0];
    let taken = 0;
    for (let n = 0; n < 600; n++) {
      const sent = Object.fromEntries(
        Object.entries({ ...soundFields, ...optional, parent_event_id: null, parent_event_date: null }).map(
          ([name, value]) => [
            name,
            typeof value === "string" && name !== "event_id" && random.below(4) === 0 ? variant(name, random) : value,
          ],
        ),
      );
      const [event] = (await scan(bodyOf(sent, randomObject(random)))) ?? [];
      if (event === undefined) continue;
      taken++;
      const [quick] = await makeReady(ctx, [event]);
      const [careful] = await makeReady(ctx, [plainEvent(event)]);
      const bytesOf = (ready: typeof quick) =>
        ready?.row.source.bytes.subarray(ready.row.from, ready.row.to).toString("hex");
      expect(event.isWritten).toBe(true);
      expect(quick?.contentDigest, JSON.stringify(sent)).toBe(careful?.contentDigest);
      expect(bytesOf(quick), JSON.stringify(sent)).toBe(bytesOf(careful));
    }
    expect(taken).toBeGreaterThan(100);
  });

  test("is counted in days and microseconds as the platform's calendar does", async () => {
    const ctx = { clock: fakeClock("2026-06-15T12:00:00Z"), db: nobody } as unknown as Parameters<typeof makeReady>[0];
    for (const day of [
      "1970-01-01",
      "1999-12-31",
      "2000-01-01",
      "2000-02-29",
      "2024-02-29",
      "2024-03-01",
      "2100-02-28",
      "2100-03-01",
      "9999-12-31",
    ]) {
      const [event] = (await scan(bodyOf({ ...soundFields, event_timestamp: `${day}T23:59:59.9999999Z` }))) ?? [];
      if (event === undefined) throw new Error(`${day} was not taken`);
      const [quick] = await makeReady(ctx, [event]);
      const [careful] = await makeReady(ctx, [plainEvent(event)]);
      const bytesOf = (ready: typeof quick) =>
        ready?.row.source.bytes.subarray(ready.row.from, ready.row.to).toString("hex");
      expect(bytesOf(quick), day).toBe(bytesOf(careful));
    }
  });
});

test("events of any length are found wherever a piece of the body ends", async () => {
  const random = seeded(7);
  const events = Array.from({ length: 400 }, (_, n) =>
    bodyOf(
      { ...soundFields, correlation_id: `rr-${n}` },
      JSON.stringify({ n, text: "x".repeat(random.below(n % 40 === 0 ? 200_000 : 900)) }),
    ),
  );
  const scanned = (await scan(`[${events.join(" ,\n ")}]`, "batch")) ?? [];

  expect(scanned.map((event) => event.correlationId)).toEqual(events.map((_, n) => `rr-${n}`));
  expect(scanned.map(textOf)).toEqual(
    events.map((text) => JSON.stringify((JSON.parse(text) as { event_data: unknown }).event_data)),
  );
});
