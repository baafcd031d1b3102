import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ListRemediations, RemediationFilters } from "@/contracts/remediations";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { type Sample, sampleRemediation, storeUnhashed } from "@/testing/stored-remediations";
import { encodeCursor } from "./cursor";
import { listRemediations } from "./list";

let t: TestDatabase;

const at = (minute: number) => `2026-03-04T12:${String(minute).padStart(2, "0")}:00.000000Z`;
const SAMPLES: Sample[] = [
  {
    id: "rr-a",
    at: at(1),
    signal: "HighCPU",
    namespace: "shop",
    severity: "critical",
    outcome: "Remediated",
    workflow: "scale-v1",
  },
  {
    id: "rr-b",
    at: at(2),
    signal: "HighCPU",
    namespace: "pay",
    severity: "high",
    environment: "production",
    target: "Pod/api",
  },
  { id: "rr-c", at: at(3), signal: "100%_full\\", namespace: "shop", outcome: "Failed", cluster: "eu-1" },
  { id: "rr-d", at: at(4), signal: "DiskFull", severity: "critical", target: "Deployment/db", outcome: "Remediated" },
  { id: "rr-e", at: at(5), namespace: "pay", outcome: "Inconclusive" },
];

beforeAll(async () => {
  t = await testDatabase();
  await storeUnhashed(t.owner, SAMPLES.flatMap(sampleRemediation));
  await t.owner.query("select place_hold(gen_random_uuid(), $1, 'incident', 'auditor')", [{ namespace: "pay" }]);
});
afterAll(() => t.close());

const list = (input: Partial<ListRemediations> = {}) =>
  listRemediations(t.ctx(), { filters: {}, sort: "started_desc", limit: 100, ...input });
const ids = async (filters: RemediationFilters) =>
  (await list({ filters })).rows.map((row) => row.correlationId.slice(3)).join("");

describe("a row", () => {
  it("has the fields of the contract, with times in RFC 3339 and microseconds", async () => {
    const { rows } = await list({ filters: { text: "rr-b" } });

    expect(rows).toEqual([
      {
        correlationId: "rr-b",
        kind: "remediation",
        signalName: "HighCPU",
        severity: "high",
        environment: "Production",
        priority: null,
        namespace: "pay",
        clusterName: null,
        targetKind: "Pod",
        targetName: "api",
        fingerprint: null,
        phase: null,
        isOpen: true,
        outcome: "InProgress",
        approval: "none",
        approvalRequestedAt: null,
        approvalDecidedAt: null,
        workflowId: null,
        workflowName: null,
        workflowVersion: null,
        confidence: null,
        analysisStartedAt: null,
        analysisEndedAt: null,
        startedAt: "2026-03-04T12:02:00.000000Z",
        endedAt: null,
        lastEventAt: "2026-03-04T12:02:00.000000Z",
        firstEventDate: "2026-03-04",
        lastEventDate: "2026-03-04",
        eventCount: 2,
        failureCount: 0,
        duplicateSignals: 0,
        chainSeq: 2,
        isHeld: true,
      },
    ]);
  });
});

describe("filters", () => {
  it.each<[string, RemediationFilters]>([
    ["edcba", {}],
    ["ec", { outcome: { op: "in", values: ["Failed", "Inconclusive"] } }],
    ["da", { severity: { op: "in", values: ["critical"] } }],
    ["ecb", { severity: { op: "not", values: ["critical"] } }],
    ["ec", { severity: { op: "in", values: [""] } }],
    ["edc", { severity: { op: "in", values: ["", "critical"] }, since: at(3) }],
    ["dba", { severity: { op: "not", values: [""] } }],
    ["b", { severity: { op: "not", values: ["", "critical"] } }],
    ["d", { namespace: { op: "in", values: [""] } }],
    ["b", { environment: { op: "in", values: ["Production"] } }],
    ["a", { workflow: { op: "in", values: ["scale-v1"] } }],
    ["edcb", { workflow: { op: "in", values: [""] } }],
    ["c", { cluster: { op: "in", values: ["eu-1"] } }],
    ["d", { targetKind: { op: "in", values: ["Deployment"] } }],
    ["ba", { signal: { op: "in", values: ["HighCPU"] } }],
    ["edcba", { approval: { op: "in", values: ["none"] } }],
    ["eb", { held: true }],
    ["dca", { held: false }],
    ["b", { open: true }],
    ["edca", { open: false }],
    ["cb", { since: at(2), until: at(3) }],
    ["cb", { since: "2026-03-04T13:02:00+01:00", until: "2026-03-04T12:03:00Z" }],
    ["ba", { text: "highcpu" }],
    ["b", { text: "  PAY   high " }],
    ["", { text: "high disk" }],
    ["c", { text: "%" }],
    ["c", { text: "100%_full\\" }],
    ["c", { text: "_" }],
    ["", { text: "1_0" }],
    ["", { text: "'; drop table remediations; --" }],
  ])("%j for %j", async (expected, filters) => {
    expect(await ids(filters)).toBe(expected);
  });

  it.each<[string, RemediationFilters]>([
    ["text", { text: "a\u0000b" }],
    ["namespace", { namespace: { op: "in", values: ["\u0000"] } }],
    ["since", { since: "yesterday" }],
    ["until", { until: "2026-02-30T00:00:00Z" }],
  ])("an impossible %s is refused by its name", async (path, filters) => {
    await expect(list({ filters })).rejects.toMatchObject({ code: "VALIDATION", details: { fieldErrors: [{ path }] } });
  });
});

describe("paging", () => {
  const walk = async (sort: ListRemediations["sort"], between: () => Promise<void> = async () => {}) => {
    const seen: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const page = await list({ sort, limit: 2, cursor, filters: { since: at(0), until: at(59) } });
      seen.push(...page.rows.map((row) => row.correlationId.slice(3)));
      if (page.nextCursor === null) return seen.join("");
      cursor = page.nextCursor;
      await between();
    }
  };

  it("walks every row once in both orders", async () => {
    expect(await walk("started_desc")).toBe("edcba");
    expect(await walk("started_asc")).toBe("abcde");
  });

  it("shows no row twice and skips none while rows arrive before and behind the reader", async () => {
    let minute = 10;
    const seen = await walk("started_desc", async () => {
      minute += 1;
      await storeUnhashed(t.owner, sampleRemediation({ id: `rr-new-${minute}`, at: at(minute) }));
    });

    expect(seen).toBe("edcba");
    await t.owner.query("update remediations set kind = 'other' where correlation_id like 'rr-new-%'");
  });

  it("tells rows of one moment apart by their id", async () => {
    const same = ["x", "y", "z"].map((id) =>
      sampleRemediation({ id: `rr-same-${id}`, at: "2026-04-01T00:00:00.000001Z" }),
    );
    await storeUnhashed(t.owner, same.flat());
    const filters = { since: "2026-04-01T00:00:00Z" };

    const first = await list({ filters, limit: 2 });
    const second = await list({ filters, limit: 2, cursor: first.nextCursor });

    expect([...first.rows, ...second.rows].map((row) => row.correlationId)).toEqual([
      "rr-same-z",
      "rr-same-y",
      "rr-same-x",
    ]);
    expect(second.nextCursor).toBeNull();
  });

  it("sorts by last activity among the open ones", async () => {
    const { rows } = await list({ sort: "activity_desc", filters: { until: at(59) } });

    expect(rows.map((row) => row.correlationId)).toEqual(["rr-b"]);
  });

  it.each([
    ["not base64url", "%%%"],
    ["not JSON", Buffer.from("{").toString("base64url")],
    ["not a position", Buffer.from('["started_desc"]').toString("base64url")],
    ["no time", encodeCursor("started_desc", { at: "'; select 1", correlationId: "rr-a" })],
    ["a NUL", encodeCursor("started_desc", { at: at(1), correlationId: "\u0000" })],
    ["another order", encodeCursor("started_asc", { at: at(1), correlationId: "rr-a" })],
  ])("refuses a cursor that is %s, by its name", async (_what, cursor) => {
    const refusal = { code: "VALIDATION", details: { fieldErrors: [{ path: "cursor" }] } };

    await expect(list({ cursor })).rejects.toMatchObject(refusal);
  });

  it("takes a forged position as a position and nothing more", async () => {
    const cursor = encodeCursor("started_desc", { at: at(3), correlationId: "' or true --" });

    expect((await list({ cursor })).rows.map((row) => row.correlationId)).toEqual(["rr-b", "rr-a"]);
  });
});

it("needs the scope to read", async () => {
  const principal = { kind: "machine", id: "writer", scopes: new Set(["audit:write"] as const) } as const;

  await expect(
    listRemediations(t.ctx({ principal }), { filters: {}, sort: "started_desc", limit: 1 }),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
});
