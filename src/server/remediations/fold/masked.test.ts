import { describe, expect, it } from "vitest";
import { newEvent } from "@/testing/audit-events";
import { type Fold, foldEvents, mergeFolds, projectModel, withoutContent } from ".";
import { decodeClaims, encodeClaims } from "./state";

const SECRET = "Zanzibar";

/** Whatever any reading looks for, each with a word that is found again. */
const PAYLOAD = {
  signal_name: SECRET,
  signal: SECRET,
  fingerprint: SECRET,
  signal_fingerprint: SECRET,
  namespace: SECRET,
  resource_kind: SECRET,
  resource_name: SECRET,
  target_resource: `${SECRET}/${SECRET}/${SECRET}`,
  severity: SECRET,
  environment: SECRET,
  priority: SECRET,
  signal_labels: { cluster: SECRET, environment: SECRET },
  workflow_id: SECRET,
  workflow_name: SECRET,
  workflow_version: SECRET,
  confidence: 0.123456,
  confidence_str: "0.123456",
  reason: SECRET,
  sub_reason: SECRET,
  failure_reason: SECRET,
  failure_phase: SECRET,
  crd_outcome: SECRET,
  to_phase: SECRET,
  from_phase: SECRET,
  new_phase: SECRET,
  decision: SECRET,
  error_details: { code: SECRET, message: SECRET },
  query: { filters: { environment: SECRET, priority: SECRET } },
  response_data: {
    rootCauseAnalysis: { remediationTarget: { kind: SECRET, name: SECRET } },
    selectedWorkflow: { workflowId: SECRET },
    confidence: 0.123456,
  },
};

const TYPES = [
  "gateway.signal.received",
  "gateway.signal.deduplicated",
  "gateway.crd.created",
  "gateway.crd.failed",
  "orchestrator.lifecycle.created",
  "orchestrator.lifecycle.transitioned",
  "orchestrator.lifecycle.verification_completed",
  "orchestrator.lifecycle.completed",
  "orchestrator.lifecycle.failed",
  "orchestrator.routing.blocked",
  "orchestrator.approval.requested",
  "approval.request.created",
  "webhook.remediationapprovalrequest.decided",
  "approval.decision",
  "signalprocessing.classification.decision",
  "signalprocessing.signal.processed",
  "aianalysis.phase.transition",
  "aianalysis.analysis.completed",
  "aianalysis.analysis.failed",
  "aianalysis.approval.decision",
  "aiagent.rca.complete",
  "aiagent.response.complete",
  "aiagent.workflow.validation_attempt",
  "workflow.catalog.actions_listed",
  "workflow.catalog.workflows_listed",
  "remediation.workflow_created",
  "workflowexecution.selection.completed",
  "workflowexecution.execution.started",
  "workflowexecution.workflow.started",
  "workflowexecution.workflow.completed",
  "workflowexecution.workflow.failed",
  "effectiveness.alert.assessed",
  "effectiveness.assessment.completed",
  "notification.message.sent",
];

const event = (eventType: string, data: object, isSensitive = true, fields = {}) =>
  newEvent({ eventType, eventCategory: "", eventData: JSON.stringify(data), isSensitive, severity: null, ...fields });
const foldOf = (...events: ReturnType<typeof newEvent>[]): Fold => {
  const [fold] = foldEvents(events).values();
  if (fold === undefined) throw new Error("no fold");
  return fold;
};
const modelOf = (fold: Fold) => projectModel(fold.correlationId, decodeClaims(encodeClaims(fold.claims)));

it.each(TYPES)("a row takes nothing that the payload of a sensitive %s says", (type) => {
  const { namespace, hides_namespace, cluster_name, hides_cluster, ...shown } = modelOf(foldOf(event(type, PAYLOAD)));

  expect(JSON.stringify(shown)).not.toMatch(/zanzibar|0\.123456/i);
  expect([namespace, cluster_name].map((place) => place === SECRET)).toEqual([hides_namespace, hides_cluster]);
});

it("the same payloads are read when they are not sensitive, so that the words above are words that are looked for", () => {
  const model = modelOf(foldOf(...TYPES.map((type) => event(type, PAYLOAD, false))));

  expect(Object.values(model).filter((value) => /zanzibar/i.test(String(value)))).toHaveLength(12);
  expect(model).toMatchObject({ hides_namespace: false, hides_cluster: false, confidence: 0.123456 });
});

describe("where a remediation is", () => {
  const signal = (isSensitive: boolean, fields = {}) =>
    event("gateway.signal.received", { namespace: "shop", signal_labels: { cluster: "east" } }, isSensitive, fields);

  it("is hidden while only a sensitive payload says it, in whatever order the events come", () => {
    const [masked, open] = [foldOf(signal(true)), foldOf(signal(false))];

    expect(modelOf(masked)).toMatchObject({ namespace: "shop", hides_namespace: true, hides_cluster: true });
    for (const both of [mergeFolds(masked, open), mergeFolds(open, masked)])
      expect(modelOf(both)).toMatchObject({ namespace: "shop", hides_namespace: false, hides_cluster: false });
  });

  it("is not hidden when the event's own column says the same", () => {
    const model = modelOf(foldOf(signal(true, { namespace: "shop", clusterName: "east" })));

    expect(model).toMatchObject({ namespace: "shop", hides_namespace: false, hides_cluster: false });
  });
});

it("what a remediation has come to is known from sensitive payloads too, in words of closed lists", () => {
  const ran = event("workflowexecution.selection.completed", { workflow_id: SECRET });
  const ended = event("orchestrator.lifecycle.completed", {});
  const verdict = event("orchestrator.lifecycle.completed", { crd_outcome: "Inconclusive" });
  const rejected = event("webhook.remediationapprovalrequest.decided", { decision: "Rejected" });

  expect(modelOf(foldOf(ran, ended))).toMatchObject({ outcome: "Remediated", is_open: false, workflow_id: null });
  expect(modelOf(foldOf(ended))).toMatchObject({ outcome: "NoActionRequired" });
  expect(modelOf(foldOf(verdict))).toMatchObject({ outcome: "Inconclusive" });
  expect(modelOf(foldOf(rejected))).toMatchObject({ approval: "rejected", outcome: "Rejected" });
});

it("claims of unknown origin lose their content and keep the state and the place", () => {
  const fold = foldOf(...TYPES.map((type) => event(type, { ...PAYLOAD, crd_outcome: "Remediated" }, false)));
  const model = projectModel("rr-1", withoutContent(fold.claims));
  const { namespace, cluster_name, ...shown } = model;

  expect(JSON.stringify(shown)).not.toMatch(/zanzibar|0\.123456/i);
  expect(shown).toMatchObject({
    kind: "remediation",
    outcome: "Remediated",
    hides_namespace: true,
    hides_cluster: true,
  });
  expect([namespace, cluster_name]).toEqual([SECRET, SECRET]);
  expect(withoutContent(withoutContent(fold.claims))).toEqual(withoutContent(fold.claims));
});
