import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RemediationFilters, RemediationSort } from "@/contracts/remediations";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { encodeCursor } from "./cursor";
import { listRemediations } from "./list";
import { pageStatement } from "./sql";

let t: TestDatabase;

beforeAll(async () => {
  t = await testDatabase();
  await t.owner.query(`
insert into remediations (correlation_id, kind, started_at, first_event_date, last_event_at, last_event_date, namespace,
  signal_name, outcome, is_open, chain_seq, head_hash)
select 'rr-' || md5(n::text), 'remediation', at, at::date, at, at::date, 'ns-' || n % 200, 'signal-' || n % 100,
  case n % 50 when 0 then 'Failed' when 1 then 'InProgress' else 'Remediated' end, n % 50 = 1, 1, 'x'
from generate_series(1, 20000) as n, lateral (select timestamptz '2026-01-01' + n * interval '7 minutes' as at) moment`);
  await t.owner.query("analyze remediations");
});
afterAll(() => t.close());

type Plan = { "Index Name"?: string; Plans?: Plan[] };

async function indexOf(filters: RemediationFilters, sort: RemediationSort = "started_desc"): Promise<string> {
  const after = { at: "2026-02-15T00:00:00.000000Z", correlationId: "rr-8" };
  const { text, values } = pageStatement(t.ctx(), {
    filters,
    sort,
    after: sort === "activity_desc" ? null : after,
    limit: 101,
  });
  const row = await t.app.one<{ "QUERY PLAN": string }>(`explain (format json) ${text}`, values);
  const [{ Plan }] = JSON.parse(row?.["QUERY PLAN"] ?? "[]") as [{ Plan: Plan }];
  return scans(Plan).find((node) => node["Index Name"]?.startsWith("remediations_"))?.["Index Name"] ?? "no index";
}
const scans = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(scans)];

describe("a page, also a deep one, is a range of an index", () => {
  it.each<[string, RemediationFilters, RemediationSort?]>([
    ["remediations_started_idx", {}],
    ["remediations_started_idx", {}, "started_asc"],
    ["remediations_started_idx", { since: "2026-02-01T00:00:00Z", severity: { op: "not", values: ["info"] } }],
    ["remediations_namespace_idx", { namespace: { op: "in", values: ["ns-7"] } }],
    ["remediations_signal_idx", { signal: { op: "in", values: ["signal-7"] } }],
    ["remediations_outcome_idx", { outcome: { op: "in", values: ["Failed"] } }],
    ["remediations_open_idx", { open: true }],
    ["remediations_open_idx", { open: true }, "activity_desc"],
  ])("%s for %j", async (index, filters, sort) => {
    expect(await indexOf(filters, sort)).toBe(index);
  });
});

it("the last page costs what the first costs", async () => {
  const read = async (at: string) => {
    const cursor = encodeCursor("started_desc", { at, correlationId: "rr-" });
    const { text, values } = pageStatement(t.ctx(), {
      filters: {},
      sort: "started_desc",
      after: { at, correlationId: "rr-" },
      limit: 101,
    });
    const row = await t.app.one<{ "QUERY PLAN": string }>(`explain (analyze, buffers, format json) ${text}`, values);
    const [{ Plan }] = JSON.parse(row?.["QUERY PLAN"] ?? "[]") as [{ Plan: { "Shared Hit Blocks": number } }];
    const { rows } = await listRemediations(t.ctx(), { filters: {}, sort: "started_desc", cursor, limit: 100 });
    return { rows: rows.length, blocks: Plan["Shared Hit Blocks"] };
  };

  const first = await read("2026-04-01T00:00:00.000000Z");
  const last = await read("2026-01-01T12:00:00.000000Z");

  expect([first.rows, last.rows]).toEqual([100, 100]);
  expect(last.blocks).toBeLessThan(first.blocks * 2 + 20);
});
