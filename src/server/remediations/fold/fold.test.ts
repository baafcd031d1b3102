import { describe, expect, it } from "vitest";
import { hasSharedData, sharedDataNote } from "@/testing/shared-data";
import { nodeNotReady, predictedDiskPressure, seeded, shuffled, split } from "@/testing/trails";
import { type Fold, foldEvents, mergeFolds } from "./fold";
import type { FoldEvent } from "./fold-event";
import { projectModel } from "./project";
import { decodeClaims, encodeClaims } from "./state";

const row = (fold: Fold) => {
  const { claims, ...facts } = fold;
  return { ...facts, ...projectModel(fold.correlationId, claims) };
};
const only = (folds: Map<string, Fold>): Fold => {
  const [first] = folds.values();
  if (!first || folds.size !== 1) throw new Error(`${folds.size} folds, expected one`);
  return first;
};

describe.skipIf(!hasSharedData)(`the node that was not ready${sharedDataNote}`, () => {
  const folds = foldEvents(nodeNotReady());

  it("reads as remediated with an approval that a person gave after 5 s", () => {
    const fold = folds.get("rr-b157a3a9e42f-2b14f502");

    expect(fold && row(fold)).toEqual({
      correlationId: "rr-b157a3a9e42f-2b14f502",
      kind: "remediation",
      alias_of: null,
      startedAt: "2026-05-13T21:10:51.000000Z",
      lastEventAt: "2026-05-13T21:18:52.000000Z",
      ended_at: "2026-05-13T21:18:52Z",
      eventCount: 190,
      failureCount: 10,
      duplicateSignals: 3,
      phase: "Completed",
      is_open: false,
      outcome: "Remediated",
      approval: "approved",
      approval_requested_at: "2026-05-13T21:13:37Z",
      approval_decided_at: "2026-05-13T21:13:42Z",
      analysis_started_at: "2026-05-13T21:10:52Z",
      analysis_ended_at: "2026-05-13T21:13:37Z",
      confidence: 0.9,
      signal_name: "KubeNodeNotReady",
      severity: "critical",
      environment: "Production",
      priority: "P0",
      namespace: "demo-node",
      cluster_name: null,
      hides_namespace: false,
      hides_cluster: false,
      target_kind: "Node",
      target_name: "kubernaut-demo-worker",
      fingerprint: "b157a3a9e42f7ab1cba961b9a3c8599f1ac40d1d1aa484561616369c946ad850",
      workflow_id: "564b00b5-951e-583b-837b-677c31856716",
      workflow_name: "cordon-drain-v1",
      workflow_version: "1.4.0",
    });
  });

  it("counts the event that was sent under another id as an alias of it", () => {
    const alias = folds.get("ai-rr-b157a3a9e42f-2b14f502");

    expect(folds.size).toBe(2);
    expect(alias && row(alias)).toMatchObject({ kind: "alias", alias_of: "rr-b157a3a9e42f-2b14f502", eventCount: 1 });
  });
});

describe.skipIf(!hasSharedData)(`the disk that was going to be full${sharedDataNote}`, () => {
  it("takes its target from the workflow, since the signal's was unknown", () => {
    const fold = foldEvents(predictedDiskPressure()).get("rr-a46194c375c3-e7161c3e");

    expect(fold && row(fold)).toMatchObject({
      kind: "remediation",
      eventCount: 116,
      duplicateSignals: 6,
      phase: "Completed",
      outcome: "Remediated",
      approval: "none",
      signal_name: "PredictedDiskPressure",
      severity: "high",
      environment: "Production",
      namespace: "demo-diskpressure",
      target_kind: "Deployment",
      target_name: "postgres-emptydir",
      workflow_name: "migrate-postgres-emptydir-to-pvc-gitops-v1",
      workflow_version: "1.4.0",
      confidence: 0.92,
      analysis_started_at: "2026-05-10T02:24:03Z",
      analysis_ended_at: "2026-05-10T02:28:49Z",
      ended_at: "2026-05-10T02:44:23Z",
    });
  });
});

describe.skipIf(!hasSharedData)(`order and batching${sharedDataNote}`, () => {
  it.each([
    ["node", nodeNotReady],
    ["disk", predictedDiskPressure],
  ])("shuffled, split and stored between batches, the %s trail gives the same row", (_name, trail) => {
    const events = trail().filter((event) => !event.correlationId.startsWith("ai-"));
    const expected = row(only(foldEvents(events)));

    for (let seed = 1; seed <= 40; seed++) {
      const random = seeded(seed);
      const batches = split(shuffled(events, random), random).map((batch) => only(foldEvents(batch)));
      const merged = batches.reduce((stored, batch) => mergeFolds(throughTheDatabase(stored), batch));

      expect(row(merged)).toEqual(expected);
    }
  });

  it("claims that are folded twice change nothing", () => {
    const fold = only(foldEvents(nodeNotReady().filter((event) => event.correlationId.startsWith("rr-"))));

    expect(mergeFolds(fold, fold).claims).toEqual(fold.claims);
  });
});

const throughTheDatabase = (fold: Fold): Fold => ({ ...fold, claims: decodeClaims(encodeClaims(fold.claims)) });

/** A trail from words: `type`, then payload, each one second after the one before. */
function trail(...steps: [string, Record<string, unknown>?, Partial<FoldEvent>?][]): FoldEvent[] {
  return steps.map(([eventType, data = {}, fields = {}], index) => ({
    correlationId: "rr-1",
    eventType,
    eventCategory: "",
    eventTimestamp: `2026-03-01T12:00:${String(index).padStart(2, "0")}.000000Z`,
    eventOutcome: "success",
    namespace: null,
    clusterName: null,
    severity: null,
    isSensitive: false,
    eventData: JSON.stringify(data),
    ...fields,
  }));
}
const phase = (to_phase: string): [string, Record<string, unknown>] => [
  "orchestrator.lifecycle.transitioned",
  { to_phase },
];
const ended = (data: Record<string, unknown>): [string, Record<string, unknown>] => [
  "orchestrator.lifecycle.completed",
  data,
];
const run: [string, Record<string, unknown>] = [
  "workflowexecution.selection.completed",
  { workflow_id: "w", workflow_name: "w-v1" },
];
const noWorkflow = { provider_response_summary: { needs_human_review: true }, reason: "WorkflowResolutionFailed" };

describe("the outcome", () => {
  it.each([
    ["InProgress", true, trail(["orchestrator.lifecycle.started"], phase("Analyzing"))],
    ["InProgress", true, trail(["gateway.signal.received", { signal_name: "HighCPU" }])],
    ["Remediated", false, trail(run, ended({ outcome: "Success", crd_outcome: "Remediated" }))],
    ["Remediated", false, trail(run, ended({ outcome: "Success" }))],
    ["Remediated", false, trail(run, ended({ outcome: "Success", crd_outcome: "Success" }))],
    ["Inconclusive", false, trail(run, ended({ crd_outcome: "Inconclusive" }))],
    [
      "Inconclusive",
      false,
      trail(run, ["effectiveness.alert.assessed", { score: 0, assessed: true }], ended({ outcome: "Success" })),
    ],
    ["DryRun", false, trail(run, ended({ crd_outcome: "DryRun" }))],
    ["Failed", false, trail(run, ended({ outcome: "Failed", failure_phase: "WorkflowExecution" }))],
    ["Failed", false, trail(["gateway.crd.failed", { signal_name: "HighCPU" }])],
    [
      "Failed",
      false,
      trail(run, ["notification.message.sent", { type: "ManualReview" }], ended({ outcome: "Failed" })),
    ],
    ["TimedOut", false, trail(["orchestrator.lifecycle.failed", { failure_reason: "Timeout" }])],
    ["Rejected", false, trail(["webhook.remediationapprovalrequest.decided", { decision: "Rejected" }])],
    [
      "Rejected",
      false,
      trail(["orchestrator.approval.rejected"], ["orchestrator.lifecycle.failed", { failure_phase: "Approval" }]),
    ],
    ["Blocked", true, trail(phase("Analyzing"), ["orchestrator.routing.blocked", { reason: "ResourceBusy" }])],
    ["InProgress", true, trail(["orchestrator.routing.blocked", { reason: "ResourceBusy" }], phase("Executing"))],
    ["ManualReviewRequired", false, trail(phase("Analyzing"), ["aianalysis.analysis.failed", noWorkflow])],
    ["ManualReviewRequired", false, trail(phase("Analyzing"), ["notification.message.sent", { type: "ManualReview" }])],
    ["ManualReviewRequired", false, trail(["aianalysis.analysis.completed", {}], ended({ outcome: "Success" }))],
    [
      "ManualReviewRequired",
      false,
      trail(["aianalysis.analysis.failed", noWorkflow], ended({ outcome: "Failed", failure_phase: "AIAnalysis" })),
    ],
    [
      "NoActionRequired",
      false,
      trail(["aianalysis.analysis.completed", { reason: "WorkflowNotNeeded" }], ended({ outcome: "Success" })),
    ],
    [
      "VerificationTimedOut",
      false,
      trail(run, ["orchestrator.lifecycle.verification_timed_out"], ended({ outcome: "Success" })),
    ],
    ["Cancelled", false, trail(phase("Cancelled"))],
    ["Skipped", false, trail(phase("Skipped"))],
  ] as const)("is %s (open: %s) for trail %#", (outcome, isOpen, events) => {
    const fold = row(only(foldEvents(events)));

    expect(fold).toMatchObject({ outcome, is_open: isOpen });
    expect(fold.ended_at === null).toBe(isOpen);
  });

  it("stays what it was when an earlier event arrives after the end", () => {
    const end = only(foldEvents(trail(run, ended({ crd_outcome: "Remediated" }))));
    const late = only(foldEvents(trail(phase("Executing"), phase("Verifying"), ["orchestrator.routing.blocked"])));

    expect(row(mergeFolds(end, late))).toMatchObject({ phase: "Completed", outcome: "Remediated", is_open: false });
  });
});

describe("what an event is trusted with", () => {
  it("only a gateway row names the namespace; a controller's own is not taken for it", () => {
    const events = trail([
      "orchestrator.lifecycle.started",
      { namespace: "kubernaut-system" },
      { namespace: "kubernaut-system" },
    ]);

    expect(row(only(foldEvents(events))).namespace).toBeNull();
    expect(row(only(foldEvents(trail(["gateway.crd.created", {}, { namespace: "shop" }])))).namespace).toBe("shop");
  });

  it("the approval is expired when nobody decided in time", () => {
    const asked: [string, Record<string, unknown>] = ["orchestrator.approval.requested", { confidence_str: "0.90" }];
    const end: [string, Record<string, unknown>] = [
      "orchestrator.lifecycle.failed",
      { failure_phase: "Approval", failure_reason: "Timeout" },
    ];

    expect(row(only(foldEvents(trail(asked))))).toMatchObject({
      approval: "requested",
      phase: "AwaitingApproval",
      confidence: 0.9,
    });
    expect(row(only(foldEvents(trail(asked, end))))).toMatchObject({ approval: "expired", outcome: "TimedOut" });
    expect(row(only(foldEvents(trail(asked, ["approval.timeout"]))))).toMatchObject({ approval: "expired" });
  });

  it("survives payloads of any shape", () => {
    const shapes = [
      "null",
      "[]",
      "7",
      '"x"',
      '{"__proto__":{"to_phase":"Failed"},"signal_labels":[null]}',
      '{"to_phase":{"a":1}}',
    ];
    const types = [
      "gateway.signal.received",
      "orchestrator.lifecycle.transitioned",
      "aianalysis.analysis.completed",
      "workflow.catalog.actions_listed",
    ];

    for (const eventData of shapes) {
      for (const eventType of types) {
        expect(row(only(foldEvents(trail([eventType, {}, { eventData }])))).kind).toMatch(/remediation|other/);
      }
    }
  });

  it("cuts long values between characters", () => {
    const signal_name = `${"a".repeat(254)}😀`;

    expect(row(only(foldEvents(trail(["gateway.signal.received", { signal_name }])))).signal_name).toBe(
      "a".repeat(254),
    );
  });

  it.each([
    ["ai-rr-1", "aiagent.llm.request", "alias"],
    ["ai-rr-1", "gateway.signal.received", "remediation"],
    ["ai-thing", "test.event", "other"],
    ["x", "datastorage.workflow.created", "catalog"],
    ["hold:1", "hold.placed", "hold"],
    ["access:2026-03-01:1", "access.key.created", "access"],
    ["run:1", "retention.step.applied", "run"],
    ["x", "workflow.catalog.actions_listed", "other"],
  ])("%s with %s is of kind %s", (correlationId, eventType, kind) => {
    expect(row(only(foldEvents(trail([eventType, {}, { correlationId }])))).kind).toBe(kind);
  });
});
