import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NewAuditEvent } from "@/contracts/audit";
import { EventSearch } from "@/contracts/audit";
import type { Principal, Scope } from "@/contracts/principal";
import { ListRemediations, type RemediationFilters } from "@/contracts/remediations";
import { appendEvents, getTimeline, rebuildMaskedModels, searchEvents } from "@/server/audit";
import { addUp } from "@/server/auth/given";
import type { Ctx } from "@/server/infra/context";
import { reconstruct } from "@/server/reconstruction";
import { foldEvents, getRemediation, listRemediations, remediationFacets, storePulse } from "@/server/remediations";
import { encodeClaims, projectModel } from "@/server/remediations/fold";
import { newEvent } from "@/testing/audit-events";
import { fakeClock } from "@/testing/clock";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { restClient } from "@/testing/rest";

const ID = "rr-0000000000ee-00000001";
const OTHER = "rr-0000000000ee-00000002";
const SECRET = "zanzibar";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
  await appendEvents(t.ctx(), [...trail(ID, true), ...trail(OTHER, false)]);
});
afterAll(() => t.close());

/** Every word that a service may choose is the secret one, or says in which trail it stands. */
function trail(correlationId: string, isSensitive: boolean): NewAuditEvent[] {
  const word = isSensitive ? SECRET : "known";
  const confidence = isSensitive ? 0.654321 : 0.5;
  const at = (second: number) => `2026-06-15T12:00:${String(second).padStart(2, "0")}.000000Z`;
  const steps: [string, Record<string, unknown>][] = [
    [
      "gateway.signal.received",
      {
        signal_name: word,
        signal_type: "alert",
        fingerprint: word.repeat(8),
        namespace: word,
        resource_kind: word,
        resource_name: word,
        severity: word,
        signal_labels: { cluster: word, environment: word },
        signal_annotations: { a: word },
        original_payload: { a: word },
      },
    ],
    ["orchestrator.lifecycle.created", { timeout_config: {} }],
    ["signalprocessing.signal.processed", { signal: word, environment: word, priority: word, severity: word }],
    ["aianalysis.phase.transition", { old_phase: word, new_phase: "Zanzibar" }],
    ["aianalysis.analysis.completed", { workflow_id: word, confidence, reason: word, approval_reason: word }],
    ["aiagent.llm.response", { tokens_used: isSensitive ? 654321 : 1, analysis_preview: word }],
    ["orchestrator.approval.requested", { workflow_id: word, confidence_str: String(confidence) }],
    ["webhook.remediationapprovalrequest.decided", { decision: "Rejected", decision_message: word }],
    ["workflowexecution.selection.completed", { workflow_id: word, workflow_name: word, workflow_version: word }],
    ["workflowexecution.workflow.failed", { failure_message: word, failure_reason: word }],
    ["orchestrator.lifecycle.failed", { failure_reason: word, error_details: { code: word, message: word } }],
  ];
  return steps.map(([eventType, data], second) =>
    newEvent({
      correlationId,
      eventType,
      eventTimestamp: at(second),
      resourceId: correlationId,
      isSensitive,
      eventData: JSON.stringify(data),
    }),
  );
}

function as(scopes: readonly Scope[], namespaces: string[] | null = null): Ctx {
  const given = addUp([{ scopes, namespaces, clusters: null }]);
  const principal: Principal = { kind: "person", id: "ada", provider: "test", ...given };
  return t.ctx({ principal });
}
const viewer = () => as(["audit:read"]);
const list = async (filters: RemediationFilters, ctx = viewer()) => {
  const { rows } = await listRemediations(ctx, ListRemediations.parse({ filters }));
  return rows.map((row) => row.correlationId);
};
const SECRETS = /zanzibar|654321/i;

describe("who may not reveal learns nothing of sensitive payloads", () => {
  it("from a list, a row, counts, similar names, the pulse, a timeline, a page of events or a rebuilt resource", async () => {
    const ctx = as(["audit:read", "verify", "reconstruct"]);
    const rest = restClient(ctx);
    const answers = [
      await listRemediations(ctx, ListRemediations.parse({ filters: {} })),
      await getRemediation(ctx, { correlationId: ID }),
      await remediationFacets(ctx, { filters: {} }),
      await getRemediation(ctx, { correlationId: `${ID}9` }).catch((error: { details: unknown }) => error.details),
      await storePulse(ctx),
      await getTimeline(ctx, { correlationId: ID }),
      await searchEvents(ctx, EventSearch.parse({ correlationId: ID })),
      (await rest("POST", `/api/v1/audit/remediation-requests/${ID}/reconstruct`)).text,
      (await rest("GET", `/api/v1/remediations/${ID}/timeline`)).text,
      (await rest("GET", `/api/v1/remediations`)).text,
    ];

    for (const answer of answers) expect(JSON.stringify(answer)).not.toMatch(SECRETS);
    expect(JSON.stringify(answers)).toContain("known");
  });

  it.each<RemediationFilters>([
    { text: SECRET },
    { namespace: { op: "in", values: [SECRET] } },
    { cluster: { op: "in", values: [SECRET] } },
    { signal: { op: "in", values: [SECRET] } },
    { severity: { op: "in", values: [SECRET] } },
    { environment: { op: "in", values: ["Zanzibar", SECRET] } },
    { workflow: { op: "in", values: [SECRET] } },
    { targetKind: { op: "in", values: [SECRET] } },
  ])("by guessing in a filter: %j", async (filters) => {
    const open = JSON.parse(JSON.stringify(filters).replaceAll("Zanzibar", "Known").replaceAll(SECRET, "known"));
    const inverse = JSON.parse(JSON.stringify(filters).replace('"in"', '"not"'));

    expect(await list(filters)).toEqual([]);
    expect(await list(open)).toEqual([OTHER]);
    expect((await remediationFacets(viewer(), { filters })).matching).toBe(0);
    if (filters.text === undefined) expect(await list(inverse)).toEqual([OTHER, ID]);
    expect((await list({ ...filters, text: undefined, namespace: { op: "in", values: [""] } })).length).toBeLessThan(2);
  });

  it("and is still told the truth about what it came to", async () => {
    const row = await getRemediation(viewer(), { correlationId: ID });
    const timeline = await getTimeline(viewer(), { correlationId: ID });

    expect(row).toMatchObject({ outcome: "Rejected", approval: "rejected", phase: "Failed", isOpen: false });
    expect(JSON.stringify([timeline.sentence, timeline.story])).not.toMatch(/approved/i);
  });
});

describe("a namespace that only a sensitive payload names", () => {
  it("still decides who sees the remediation", async () => {
    expect(await list({}, as(["audit:read"], [SECRET]))).toEqual([ID]);
    expect(await list({}, as(["audit:read"], ["known"]))).toEqual([OTHER]);
    expect((await getRemediation(as(["audit:read"], [SECRET]), { correlationId: ID })).namespace).toBeNull();
  });

  it("still is covered by a hold on it", async () => {
    const held = async () => (await getRemediation(viewer(), { correlationId: ID })).isHeld;
    expect(await held()).toBe(false);

    await t.owner.query("select place_hold(gen_random_uuid(), $1, 'incident', 'auditor')", [{ namespace: SECRET }]);

    expect(await held()).toBe(true);
  });
});

describe("after an upgrade", () => {
  const REQUESTED = "2026-06-20T12:00:00.000Z";
  const later = (minutes: number) =>
    t.ctx({ clock: fakeClock(new Date(Date.parse(REQUESTED) + minutes * 60_000).toISOString()) });
  const pending = () =>
    t.owner.one<{ finished: boolean }>("select finished_at is not null as finished from model_rebuilds");

  /** The row as the version before wrote it: every payload was read. */
  async function writeOldRow(correlationId: string): Promise<void> {
    const fold = foldEvents(trail(correlationId, true).map((event) => ({ ...event, isSensitive: false }))).get(
      correlationId,
    );
    if (fold === undefined) throw new Error("no fold");
    const model = projectModel(correlationId, fold.claims);
    const columns = Object.entries({ ...model, fold_state: encodeClaims(fold.claims) });
    await t.owner.query(
      `update remediations set ${columns.map(([name], n) => `${name} = $${n + 2}`).join(", ")} where correlation_id = $1`,
      [correlationId, ...columns.map(([, value]) => value)],
    );
  }
  const whole = async () => {
    const rows = await t.owner.query<Record<string, unknown>>(
      "select * from remediations where correlation_id = any($1) order by 1",
      [[ID, OTHER]],
    );
    return rows.map(({ rebuild_count: _, ...row }) => row);
  };
  const request = () => t.owner.query("update model_rebuilds set finished_at = null, requested_at = $1", [REQUESTED]);

  it("a new store has nothing to do", async () => {
    expect(await pending()).toEqual({ finished: true });
    expect(await rebuildMaskedModels(later(60))).toBe(0);
  });

  it("rows with sensitive events are written anew, again until no old process can write, and then never more", async () => {
    const before = await whole();
    await request();
    await writeOldRow(ID);
    expect(JSON.stringify(await listRemediations(viewer(), ListRemediations.parse({ filters: {} })))).toMatch(SECRETS);

    expect(await rebuildMaskedModels(later(1))).toBe(1);
    expect(await whole()).toEqual(before);
    expect(await pending()).toEqual({ finished: false });

    await writeOldRow(ID);
    expect(await rebuildMaskedModels(later(16))).toBe(1);
    expect(await whole()).toEqual(before);
    expect(await pending()).toEqual({ finished: true });
    expect(await rebuildMaskedModels(later(30))).toBe(0);
  });

  it("what a row remembers of removed events is not shown either", async () => {
    await request();
    await writeOldRow(ID);
    await t.owner.tx(async (tx) => {
      await tx.query("select set_config('holdfast.ledger_step', 'retention', true)");
      await tx.query(
        `delete from audit_events where correlation_id = '${ID}' and event_date = '2026-06-15'
            and event_type <> 'aiagent.llm.response'`,
      );
    });

    await rebuildMaskedModels(later(16));

    expect(JSON.stringify(await getRemediation(viewer(), { correlationId: ID }))).not.toMatch(SECRETS);
    expect(await list({ text: SECRET })).toEqual([]);
    expect(await list({}, as(["audit:read"], [SECRET]))).toEqual([ID]);
    expect(await getRemediation(viewer(), { correlationId: ID })).toMatchObject({ outcome: "Rejected" });
  });

  it("who does not administer access can't start it", async () => {
    await expect(rebuildMaskedModels(viewer())).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

it("who may reveal rebuilds the resource whole", async () => {
  const text = JSON.stringify(await reconstruct(as(["reconstruct"]), { correlationId: OTHER }));

  expect(text).toContain("known");
});
