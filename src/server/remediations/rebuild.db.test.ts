import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { hasSharedData, sharedDataNote } from "@/testing/shared-data";
import { storeUnhashed } from "@/testing/stored-remediations";
import { nodeNotReady, predictedDiskPressure, seeded, shuffled, split } from "@/testing/trails";
import { rebuildRemediations } from "./rebuild";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.close());

/** All but what only tells writers that somebody was here. */
async function wholeTable(): Promise<Record<string, unknown>[]> {
  const rows = await t.owner.query<Record<string, unknown>>("select * from remediations order by correlation_id");
  return rows.map(({ rebuild_count: _, ...row }) => row);
}
const SPOIL = `update remediations set signal_name = 'wrong', outcome = 'Failed', is_open = true, failure_count = 999,
  duplicate_signals = 77, started_at = started_at - interval '1 hour', fold_state = '', namespace = null, target_kind = null`;

/** Says from the events alone, without any of the code that it judges, what the rows must say. */
const AGGREGATE = `
select e.correlation_id, min(e.event_timestamp) as started_at, max(e.event_timestamp) as last_event_at,
  min(e.event_date) as first_event_date, max(e.event_date) as last_event_date, count(*) as event_count,
  (count(*) filter (where e.event_outcome = 'failure'))::int as failure_count,
  (count(*) filter (where e.event_type = 'gateway.signal.deduplicated'))::int as duplicate_signals,
  max(d ->> 'signal_name') filter (where e.event_type like 'gateway.%') as signal_name,
  max(d ->> 'fingerprint') filter (where e.event_type like 'gateway.%') as fingerprint,
  max(d ->> 'namespace') filter (where e.event_type like 'gateway.%') as namespace,
  max(d ->> 'priority') filter (where e.event_type = 'signalprocessing.signal.processed') as priority,
  max(d ->> 'workflow_name') filter (where e.event_type = 'workflowexecution.selection.completed') as workflow_name,
  max(d ->> 'workflow_version') filter (where e.event_type = 'workflowexecution.selection.completed') as workflow_version,
  max((d ->> 'confidence')::float) filter (where e.event_type = 'aianalysis.analysis.completed') as confidence,
  coalesce(max(d ->> 'crd_outcome') filter (where e.event_type = 'orchestrator.lifecycle.completed'), 'InProgress') as outcome,
  coalesce(lower(max(d ->> 'decision') filter (where e.event_type = 'webhook.remediationapprovalrequest.decided')), 'none') as approval,
  min(e.event_timestamp) filter (where e.event_type = 'orchestrator.approval.requested') as approval_requested_at,
  max(e.event_timestamp) filter (where e.event_type = 'orchestrator.lifecycle.completed') as ended_at
from audit_events e, lateral (select e.event_data as d) payload
where e.event_date between '2026-05-01' and '2026-05-31'
group by e.correlation_id order by e.correlation_id`;

describe.skipIf(!hasSharedData)(`two real trails, stored in small batches out of order${sharedDataNote}`, () => {
  it("give rows that equal one plain SQL aggregate over their events", async () => {
    const random = seeded(7);
    for (const batch of split(shuffled([...nodeNotReady(), ...predictedDiskPressure()], random), random)) {
      await storeUnhashed(t.owner, batch);
    }

    const expected = await t.owner.query<Record<string, unknown>>(AGGREGATE);
    expect(expected).toHaveLength(4);
    expect(await wholeTable()).toMatchObject(expected);
  });

  it("come back when the model was spoilt, and the head is not touched", async () => {
    const before = await wholeTable();
    await t.owner.query(SPOIL);

    expect(await rebuildRemediations(t.ctx(), {})).toBe(4);

    expect(await wholeTable()).toEqual(before);
  });

  it("keep what is known of events that retention has removed", async () => {
    const before = await wholeTable();
    await t.owner.tx(async (tx) => {
      await tx.query("select set_config('holdfast.ledger_step', 'retention', true)");
      await tx.query(
        "delete from audit_events where event_type like 'gateway.%' and event_date between '2026-05-01' and '2026-05-31'",
      );
    });

    expect(await rebuildRemediations(t.ctx(), { correlationId: "rr-b157a3a9e42f-2b14f502" })).toBe(1);

    expect(await wholeTable()).toEqual(before);
  });
});

it("an unknown id rebuilds nothing, and a reader may not rebuild", async () => {
  const principal = { kind: "person", id: "reader", scopes: new Set(["audit:read"] as const) } as const;

  expect(await rebuildRemediations(t.ctx(), { correlationId: "rr-none" })).toBe(0);
  await expect(rebuildRemediations(t.ctx({ principal }), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
});
