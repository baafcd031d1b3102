import { describe, expect, test } from "vitest";
import { randomJson, randomObject, seeded } from "@/testing/random";
import { AppError } from "./errors";
import { parseEventBody } from "./lossless";

function refusal(text: string): string | undefined {
  try {
    parseEventBody(text);
  } catch (error) {
    if (error instanceof AppError) return error.details.fieldErrors?.[0]?.path;
    throw error;
  }
  return "accepted";
}

function withoutContent(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? [] : {};
}

describe("parseEventBody", () => {
  test("cuts payloads out byte for byte and parses the other fields", () => {
    const payload = '{ "n":1152921504606846976, "s":"}],\\"{[" , "__proto__":{} }';

    const { events, isArray } = parseEventBody(` [ {"a":1,"event_data":${payload},"b":"x,y"} , {"b":null} ] `);

    expect(isArray).toBe(true);
    expect(events).toEqual([
      { fields: { a: 1, b: "x,y" }, eventData: payload },
      { fields: { b: null }, eventData: undefined },
    ]);
  });

  test("takes one event, an empty event and an empty array", () => {
    expect(parseEventBody('{"event_data":{}}')).toEqual({ isArray: false, events: [{ fields: {}, eventData: "{}" }] });
    expect(parseEventBody("{}").events).toEqual([{ fields: {}, eventData: undefined }]);
    expect(parseEventBody(" [ ] ")).toEqual({ isArray: true, events: [] });
  });

  test("knows the payload's name when it is escaped, and keeps the last of two", () => {
    expect(parseEventBody('{"event\\u005fdata":{"a":1},"event_data":[2]}').events[0]?.eventData).toBe("[2]");
  });

  test("cuts where the platform's parser would", () => {
    const random = seeded(3);
    for (let n = 0; n < 2000; n++) {
      const bodies = Array.from({ length: 1 + random.below(3) }, () => {
        const payload = randomObject(random);
        return { payload, text: `{"x":${randomJson(random)},"event_data":${payload},"y":${randomJson(random)}}` };
      });

      const { events } = parseEventBody(`[${bodies.map(({ text }) => text).join(" , ")}]`);

      expect(events.map(({ eventData }) => eventData)).toEqual(bodies.map(({ payload }) => payload));
      for (const [index, event] of events.entries()) {
        const { x, y } = JSON.parse(bodies[index]?.text ?? "");
        expect(event.fields).toEqual({ x: withoutContent(x), y: withoutContent(y) });
      }
    }
  });

  test.each([
    ["", ""],
    ["  ", ""],
    ["null", ""],
    ["[1]", "[0]"],
    ['[{"a":1},"x"]', "[1]"],
    ['{"a":1} x', ""],
    ['[{"a":1},]', "[1]"],
    ['[{"a":1} {"b":2}]', ""],
    ['[{"a":1,}]', "[0]"],
    ['[{"a" 1}]', "[0]"],
    ['[{"a":}]', "[0]"],
    ['[{"a":tru}]', "[0]"],
    ['[{"a":"x}]', "[0]"],
    ['[{"event_data":{"a":1}]', "[0]"],
    ['{"event_data":{"a":[1}', ""],
    ["{a:1}", ""],
    ['[{"a":1}', ""],
    ['[{"event_data":{not json},"event_data":{}}]', "[0].event_data"],
  ])("refuses %s", (text, path) => {
    expect(refusal(text)).toBe(path);
  });

  test("looks at one event too many, and at nothing behind it", () => {
    expect(parseEventBody("[{},{},{}]", 3).events).toHaveLength(3);
    expect(parseEventBody("[{},{},{},{},{", 3).events).toHaveLength(4);
  });

  test("refuses members without end, whatever their names are", () => {
    const many = (count: number, member: (index: number) => string) =>
      `{${Array.from({ length: count }, (_, index) => member(index)).join(",")}}`;
    const refusal = { code: "VALIDATION", message: expect.stringContaining("at most 1000 members") as string };

    expect(parseEventBody(many(1000, (index) => `"k${index}":1`)).events).toHaveLength(1);
    expect(() => parseEventBody(many(1001, (index) => `"k${index}":1`))).toThrow(expect.objectContaining(refusal));
    expect(() => parseEventBody(`[{},${many(1001, () => '"event_data":{}')}]`)).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ fieldErrors: [expect.objectContaining({ path: "[1]" })] }),
      }),
    );
  });

  test("refuses a big nested member that is no field by its name, without parsing it", () => {
    const deep = "[".repeat(2_200_000) + "]".repeat(2_200_000);

    expect(refusal(`[{"a":1},{"extra":${deep},"event_data":{}}]`)).toBe("[1].extra");
    expect(refusal(`{"extra":${deep.slice(2_100_000, 2_300_000)},"event_data":{}}`)).toBe("accepted");
  });

  test("refuses a big payload that another one replaces, without parsing it", () => {
    const many = (count: number) => `{"event_data":[${"{},".repeat(count)}{}],"event_data":{}}`;

    expect(refusal(`[${many(1_500_000)}]`)).toBe("[0].event_data");
    expect(refusal(many(1000))).toBe("accepted");
  });

  test("refuses a number without end", () => {
    expect(refusal(`{"extra":${"7".repeat(1000)},"event_data":{}}`)).toBe("accepted");
    expect(refusal(`[{"extra":${"7".repeat(1001)},"event_data":{}}]`)).toBe("[0]");
  });
});
