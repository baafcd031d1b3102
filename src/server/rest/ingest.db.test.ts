import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { restClient } from "@/testing/rest";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.close());

const ONE = "/api/v1/audit/events";
const BATCH = "/api/v1/audit/events/batch";

function event(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    version: "1.0",
    event_type: "gateway.signal.received",
    event_timestamp: t.ctx().clock.now().toISOString(),
    event_category: "gateway",
    event_action: "received",
    event_outcome: "success",
    correlation_id: "rr-rest",
    event_data: { event_type: "gateway.signal.received", signal_name: "HighCPU" },
    ...overrides,
  };
}

/** The event as text with its payload replaced by text, so that no number of it passes through JavaScript. */
function eventText(payload: string, overrides: Record<string, unknown> = {}): string {
  return JSON.stringify(event({ ...overrides, event_data: "@" })).replace('"@"', () => payload);
}

const limited = () =>
  t.ctx({ principal: { kind: "machine", id: "reader", scopes: new Set(["audit:read", "audit:write"] as const) } });

describe("201", () => {
  it("answers one event with its id, its second and its place in the chain", async () => {
    const send = restClient(t.ctx());

    const reply = await send(
      "POST",
      ONE,
      event({ correlation_id: "rr-one", event_timestamp: "2026-03-04T12:00:00.123456789+02:00" }),
    );

    expect(reply.status).toBe(201);
    expect(reply.json()).toMatchObject({
      event_timestamp: "2026-03-04T10:00:00Z",
      message: "Audit event created successfully",
      correlation_id: "rr-one",
      chain_seq: 1,
    });
  });

  it("answers a batch with its ids in request order", async () => {
    const send = restClient(t.ctx());
    const batch = Array.from({ length: 1000 }, (_, i) =>
      event({ correlation_id: `rr-${i % 7}`, event_action: `step-${i}` }),
    );

    const reply = await send("POST", BATCH, batch);

    expect(reply.status).toBe(201);
    const ids = reply.json().event_ids as string[];
    const stored = await t.app.query<{ event_id: string; event_action: string }>(
      "select event_id, event_action from audit_events where event_action like 'step-%' and event_date between '2026-01-01' and '2027-12-31'",
    );
    const action = new Map(stored.map((row) => [row.event_id, row.event_action]));
    expect(ids.map((id) => action.get(id))).toEqual(batch.map(({ event_action }) => event_action));
  });

  it("stores two equal batches that were both answered as two facts", async () => {
    const send = restClient(t.ctx());
    const batch = [event({ correlation_id: "rr-twice" })];

    const first = await send("POST", BATCH, batch);
    const second = await send("POST", BATCH, batch);

    expect([first.json().status, second.json().status]).toEqual(["stored", "stored"]);
    const page = await send("GET", `${ONE}?correlation_id=rr-twice`);
    expect(page.json().pagination).toMatchObject({ total: 2 });
  });
});

describe("200", () => {
  it("answers an id that was stored before with the stored event", async () => {
    const send = restClient(t.ctx());
    const sent = event({ event_id: "0199a9c5-0000-7000-8000-000000000001", correlation_id: "rr-idem" });

    const first = await send("POST", ONE, sent);
    const again = await send("POST", ONE, sent);

    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.json()).toMatchObject({ status: "duplicate", event_hash: first.json().event_hash });
  });

  it("gives back every kind of payload as it was sent", async () => {
    const send = restClient(t.ctx());
    const payloads: Record<string, string> = {
      "2^60": '{"n":1152921504606846976}',
      "2^53+1": '{"n":9007199254740993}',
      "many digits": '{"n":0.10000000000000000555}',
      proto: '{"__proto__":{"a":1},"constructor":2}',
      "depth 100": `{"d":${"[".repeat(99)}${"]".repeat(99)}}`,
      "256 KiB": `{"t":"${"x".repeat(256 * 1024 - 8)}"}`,
      hostile: '{"t":"<script>alert(1)</script>\\u2028\\ud83d\\ude00"}',
    };
    for (const [name, payload] of Object.entries(payloads)) {
      const posted = await send("POST", ONE, eventText(payload, { correlation_id: `rr-${name}` }));
      const page = await send("GET", `${ONE}?correlation_id=${encodeURIComponent(`rr-${name}`)}`);

      expect([name, posted.status]).toEqual([name, 201]);
      const returned = page.text.slice(page.text.indexOf('"event_data":') + 13, page.text.indexOf('}],"pagination"'));
      expect(returned.replaceAll(/(?<=[:,]) /g, "")).toBe(payload.replace("\\u2028\\ud83d\\ude00", "\u2028😀"));
    }
  });

  it.each([
    ["on a leap day", "2024-02-29T23:59:59.999999Z"],
    ["long ago", "2020-01-01T00:00:00Z"],
  ])("stores an event %s when the sender may import", async (_, event_timestamp) => {
    const send = restClient(t.ctx());

    const reply = await send("POST", ONE, event({ correlation_id: "rr-import", event_timestamp }));

    expect(reply.status).toBe(201);
  });

  it("takes no event from the far future, and says which field is wrong", async () => {
    const send = restClient(t.ctx());

    const reply = await send("POST", BATCH, [event({}), event({ event_timestamp: "2031-06-01T00:00:00Z" })]);

    expect(reply.status).toBe(400);
    expect(reply.text).toContain("[1].event_timestamp");
    expect(reply.text).toContain("60 minutes in the future");
  });

  it("pages and filters, newest first", async () => {
    const send = restClient(t.ctx());
    const at = (second: number) => `2026-06-15T06:00:0${second}Z`;
    await send(
      "POST",
      BATCH,
      [0, 1, 2, 3].map((i) =>
        event({ correlation_id: "rr-page", event_timestamp: at(i), event_outcome: i === 2 ? "failure" : "success" }),
      ),
    );

    const page = await send("GET", `${ONE}?correlation_id=rr-page&limit=2&offset=1`);
    const failures = await send("GET", `${ONE}?correlation_id=rr-page&event_outcome=failure`);

    const data = page.json().data as { event_timestamp: string }[];
    expect(data.map((row) => row.event_timestamp)).toEqual([at(2), at(1)]);
    expect(page.json().pagination).toEqual({ limit: 2, offset: 1, total: 4, has_more: true });
    expect(failures.json().pagination).toMatchObject({ total: 1 });
  });

  it("answers an empty page with an empty array", async () => {
    const reply = await restClient(t.ctx())("GET", `${ONE}?correlation_id=rr-nobody`);

    expect(reply.json()).toEqual({ data: [], pagination: { limit: 50, offset: 0, total: 0, has_more: false } });
  });
});

describe("400", () => {
  const refused: [string, () => string | Record<string, unknown>, string][] = [
    ["an empty body", () => "{", ""],
    ["an array", () => "[]", ""],
    ["NUL in the payload", () => eventText('{"a":["x","\\u0000"]}'), "event_data.a[1]"],
    ["a lone surrogate in a key", () => eventText('{"a":{"\\ud800":1}}'), "event_data.a"],
    ["an exponent beyond 400", () => eventText('{"n":1e401}'), "event_data.n"],
    ["an exponent bomb", () => eventText(`{"n":[${Array(1000).fill("1e99999").join(",")}]}`), "event_data.n[0]"],
    [
      "a long spec hash",
      () => eventText(`{"pre_remediation_spec_hash":"${"x".repeat(300)}"}`),
      "event_data.pre_remediation_spec_hash",
    ],
    ["a payload that is no object", () => eventText("[1]"), "event_data"],
    ["no payload", () => event({ event_data: undefined }), "event_data"],
    ["an unknown category", () => event({ event_category: "nothing" }), "event_category"],
    ["a long action", () => event({ event_action: "x".repeat(51) }), "event_action"],
    ["a day that does not exist", () => event({ event_timestamp: "2026-02-30T00:00:00Z" }), "event_timestamp"],
    ["a time without a zone", () => event({ event_timestamp: "2026-02-20T00:00:00" }), "event_timestamp"],
    ["NUL in a field", () => event({ actor_id: "a\u0000b" }), "actor_id"],
    ["an id that is no UUID", () => event({ event_id: "7" }), "event_id"],
    ["an unknown parent", () => event({ parent_event_id: "0199a9c5-0000-7000-8000-00000000ffff" }), "parent_event_id"],
    ["an id that no URL can name", () => event({ correlation_id: ".." }), "correlation_id"],
    ["an endless message", () => event({ error_message: "x".repeat(65_537) }), "error_message"],
  ];
  it.each(refused)("names the place of %s and stores nothing", async (_, body, path) => {
    const send = restClient(t.ctx());
    const before = await send("GET", `${ONE}?correlation_id=rr-rest`);

    const reply = await send("POST", ONE, body());

    expect(reply.status).toBe(400);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    if (path !== "") expect(Object.keys(reply.json().field_errors as object).join()).toContain(path);
    expect((await send("GET", `${ONE}?correlation_id=rr-rest`)).json().pagination).toEqual(before.json().pagination);
  });

  it("names fields of a lone event without an index, also what only the store finds", async () => {
    const reply = await restClient(t.ctx())(
      "POST",
      ONE,
      event({ parent_event_id: "0199a9c5-0000-7000-8000-00000000fffe" }),
    );

    expect(reply.json()).toMatchObject({
      detail: "parent event does not exist",
      field_errors: { parent_event_id: "parent event does not exist" },
    });
  });

  it("says of a field that is missing that it is required", async () => {
    const reply = await restClient(t.ctx())("POST", ONE, event({ event_action: undefined, event_outcome: undefined }));

    expect(reply.json()).toMatchObject({
      detail: "event_action: is required",
      field_errors: { event_action: "is required", event_outcome: "is required" },
    });
  });

  it("says of a byte order mark what it is", async () => {
    const reply = await restClient(t.ctx())("POST", ONE, `\ufeff${JSON.stringify(event())}`);

    expect([reply.status, reply.json().detail]).toEqual([
      400,
      "the body begins with a byte order mark; send UTF-8 without one",
    ]);
  });

  it("refuses a whole batch for one item and says which", async () => {
    const send = restClient(t.ctx());

    const reply = await send("POST", BATCH, [
      event({ correlation_id: "rr-bad" }),
      event({ correlation_id: "rr-bad", event_action: "" }),
    ]);

    expect(reply.status).toBe(400);
    expect(reply.json().detail).toMatch(/event at index 1/);
    expect((await send("GET", `${ONE}?correlation_id=rr-bad`)).json().pagination).toMatchObject({ total: 0 });
  });

  it.each([
    ["a batch that is an object", "{}", "invalid_request"],
    ["a batch that is empty", "[]", "validation-error"],
    ["no JSON", "nonsense", "invalid_request"],
  ])("refuses %s", async (_, body, slug) => {
    const reply = await restClient(t.ctx())("POST", BATCH, body);

    expect([reply.status, reply.json().type]).toEqual([400, `https://kubernaut.ai/problems/${slug}`]);
  });

  it.each([
    ["61 minutes ahead", 61 * 60_000],
    ["8 days ago", -8 * 24 * 60 * 60_000],
  ])("refuses an event %s from a sender that may not import", async (_, offsetMs) => {
    const event_timestamp = new Date(t.ctx().clock.now().getTime() + offsetMs).toISOString();

    const reply = await restClient(limited())("POST", ONE, event({ event_timestamp }));

    expect(reply.status).toBe(400);
  });

  it("refuses another media type", async () => {
    const reply = await restClient(t.ctx())("POST", ONE, event(), { "content-type": "text/plain" });

    expect([reply.status, reply.json().field_errors]).toEqual([400, { "Content-Type": "must be application/json" }]);
  });

  it.each(["limit=0", "limit=1001", "limit=x", "offset=-1", "since=tomorrow", "event_outcome=maybe", "detail_key=a"])(
    "refuses the query %s",
    async (query) => {
      expect((await restClient(t.ctx())("GET", `${ONE}?${query}`)).status).toBe(400);
    },
  );
});

describe("403", () => {
  it("refuses a writer without the scope and stores nothing", async () => {
    const principal = { kind: "machine", id: "viewer", scopes: new Set(["audit:read"] as const) } as const;
    const send = restClient(t.ctx({ principal }));

    const reply = await send("POST", ONE, event({ correlation_id: "rr-forbidden" }));

    expect([reply.status, reply.json().missing_scope]).toEqual([403, "audit:write"]);
    expect((await send("GET", `${ONE}?correlation_id=rr-forbidden`)).json().pagination).toMatchObject({ total: 0 });
  });
});

describe("404 and 405", () => {
  it("are problem documents", async () => {
    const send = restClient(t.ctx());

    const unknown = await send("GET", "/api/v1/nothing");
    const wrong = await send("DELETE", BATCH);

    expect([unknown.status, unknown.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it.each(["/health", "/health/live", "/health/ready", "/healthz", "/readyz", "/metrics"])(
    "%s is only read",
    async (path) => {
      const reply = await restClient(t.ctx())("POST", path);

      expect([reply.status, reply.headers.get("allow")]).toEqual([405, "GET"]);
    },
  );
});

describe("409", () => {
  it("refuses other content under a known id and names the field", async () => {
    const send = restClient(t.ctx());
    const event_id = "0199a9c5-0000-7000-8000-000000000002";
    await send("POST", ONE, event({ event_id }));

    const reply = await send("POST", ONE, event({ event_id, event_action: "changed" }));

    expect(reply.status).toBe(409);
    expect(reply.json().detail).toMatch(/^event_id .* event_action$/);
    expect(Object.keys(reply.json().field_errors as object)).toEqual(["event_action"]);
  });
});

describe("413 and 415", () => {
  it("refuse a declared size beyond the limit and a compressed body before reading them", async () => {
    const send = restClient(t.ctx());

    const large = await send("POST", BATCH, [event()], { "content-length": String(65 * 1024 * 1024) });
    const packed = await send("POST", BATCH, [event()], { "content-encoding": "gzip" });

    expect([large.status, packed.status]).toEqual([413, 415]);
  });
});

describe("verify-chain", () => {
  const verify = (correlation_id: string) =>
    restClient(t.ctx())("POST", "/api/v1/audit/verify-chain", { correlation_id });

  it("says that a chain holds, and that an unknown one has nothing to verify", async () => {
    await restClient(t.ctx())("POST", BATCH, [
      event({ correlation_id: "rr-chain" }),
      event({ correlation_id: "rr-chain" }),
    ]);

    expect((await verify("rr-chain")).json()).toMatchObject({ is_valid: true, verdict: "verified", total_events: 2 });
    expect((await verify("rr-unknown")).json()).toMatchObject({
      is_valid: true,
      verdict: "nothing_to_verify",
      total_events: 0,
    });
  });

  it("refuses an empty id", async () => {
    const reply = await verify("");

    expect([reply.status, reply.json().type]).toEqual([400, "https://kubernaut.ai/problems/missing-correlation-id"]);
  });
});

describe("503", () => {
  it("acknowledges nothing while the database is out and there is no queue", async () => {
    const out = () => Promise.reject(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));
    const db = { ...t.app, query: out, one: out, tx: out };
    const send = restClient(t.ctx({ db }));

    const single = await send("POST", ONE, event());
    const batch = await send("POST", BATCH, [event()]);

    expect([single.status, batch.status]).toEqual([503, 503]);
    expect(single.headers.get("retry-after")).toBe("2");
  });
});
