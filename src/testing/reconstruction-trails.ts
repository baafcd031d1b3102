import type { NewAuditEvent } from "@/contracts/audit";
import type { TrailEvent } from "@/contracts/reconstruction-steps";
import { jsonText } from "@/lib/json-text";
import { nodeNotReady, predictedDiskPressure } from "./trails";

export const OWN_CORRELATION = "rr-0123456789ab-0a1b2c3d";
type RealTrail = { events: () => NewAuditEvent[]; correlationId: string };
export const REAL_TRAILS: { diskPressure: RealTrail; nodeNotReady: RealTrail } = {
  diskPressure: { events: predictedDiskPressure, correlationId: "rr-a46194c375c3-e7161c3e" },
  nodeNotReady: { events: nodeNotReady, correlationId: "rr-b157a3a9e42f-2b14f502" },
};

type Payload = Record<string, unknown>;

/** One event with what matters given and the rest filled in; `at` is the time of day on 2 March 2026. */
export function trailEvent(
  event_type: string,
  payload: Payload | string,
  given: Partial<TrailEvent> & { at?: string } = {},
): TrailEvent {
  const { at = "12:00:00", ...fields } = given;
  return {
    event_id: fields.event_id ?? `00000000-0000-7000-8000-${String(fields.chain_seq ?? 1).padStart(12, "0")}`,
    event_type,
    event_timestamp: `2026-03-02T${at}.000000Z`,
    event_outcome: "success",
    resource_type: "RemediationRequest",
    resource_id: OWN_CORRELATION,
    namespace: null,
    chain_seq: 1,
    alias: null,
    event_data_json: typeof payload === "string" ? payload : JSON.stringify(payload),
    ...fields,
  };
}

const LABELS = { alertname: "PodCrashLooping", namespace: "demo-shop", severity: "critical" };
const ANNOTATIONS = { summary: "A pod restarts again and again." };
const REQUEST = `kubernaut-system/${OWN_CORRELATION}`;
const WORKFLOW = "0f6d1a52-5c1f-5c53-9d6c-5f2a7d3f6f11";
const LIMITS = { global: "1h0m0s", processing: "5m0s", analyzing: "10m0s", executing: "30m0s" };

const signal = {
  signal_name: "PodCrashLooping",
  signal_type: "alert",
  fingerprint: "ab".repeat(32),
  severity: "critical",
  namespace: "demo-shop",
  resource_kind: "Deployment",
  resource_name: "cart",
  signal_labels: LABELS,
  signal_annotations: ANNOTATIONS,
  original_payload: {
    version: "4",
    alerts: [{ status: "firing", startsAt: "2026-03-02T13:59:55.25+02:00", labels: LABELS }],
  },
  remediation_request: REQUEST,
};
const orchestrator = { rr_name: OWN_CORRELATION, namespace: "kubernaut-system" };
const workflow = {
  workflow_id: WORKFLOW,
  workflow_version: "2.1.0",
  container_image: "registry.example/fix@sha256:00",
  target_resource: "demo-shop/Deployment/cart",
};

/** A short trail of our own that touches every rule: approved, executed, verified. */
export function ownTrail(): TrailEvent[] {
  const rows: [string, string, Payload][] = [
    ["12:00:00", "gateway.signal.received", signal],
    ["12:00:00", "gateway.crd.created", { ...signal, occurrence_count: 1 }],
    ["12:00:00", "orchestrator.lifecycle.started", orchestrator],
    [
      "12:00:00",
      "webhook.remediationrequest.timeout_modified",
      {
        ...orchestrator,
        modified_at: "2026-03-02T12:00:00Z",
        modified_by: "system:serviceaccount:x:y",
        new_timeout_config: LIMITS,
      },
    ],
    ["12:00:01", "orchestrator.lifecycle.created", { ...orchestrator, timeout_config: LIMITS }],
    [
      "12:00:01",
      "orchestrator.lifecycle.transitioned",
      { ...orchestrator, from_phase: "Pending", to_phase: "Processing" },
    ],
    [
      "12:00:02",
      "orchestrator.lifecycle.transitioned",
      { ...orchestrator, from_phase: "Processing", to_phase: "Analyzing" },
    ],
    ["12:01:00", "gateway.signal.deduplicated", { ...signal, occurrence_count: 2 }],
    [
      "12:02:00",
      "aianalysis.analysis.completed",
      {
        analysis_name: `ai-${OWN_CORRELATION}`,
        namespace: "kubernaut-system",
        confidence: 0.9,
        provider_response_summary: {
          incident_id: "i",
          analysis_preview: "p",
          selected_workflow_id: WORKFLOW,
          needs_human_review: false,
          warnings_count: 0,
        },
      },
    ],
    ["12:02:00", "orchestrator.approval.requested", { ...orchestrator, confidence_str: "0.90" }],
    ["12:02:00", "notification.message.sent", { notification_id: `nr-approval-${OWN_CORRELATION}`, type: "Approval" }],
    [
      "12:05:00",
      "remediation.workflow_created",
      { ...orchestrator, ...workflow, action_type: "RestartDeployment", pre_remediation_spec_hash: "sha256:00" },
    ],
    [
      "12:05:00",
      "workflowexecution.selection.completed",
      { ...workflow, workflow_name: "restart-v2", execution_name: `we-${OWN_CORRELATION}` },
    ],
    [
      "12:05:00",
      "orchestrator.lifecycle.transitioned",
      { ...orchestrator, from_phase: "AwaitingApproval", to_phase: "Executing" },
    ],
    ["12:05:02", "workflowexecution.execution.started", { ...workflow, execution_name: `we-${OWN_CORRELATION}` }],
    ["12:06:00", "orchestrator.ea.created", { ...orchestrator, ea_name: `ea-${OWN_CORRELATION}` }],
    [
      "12:06:00",
      "effectiveness.assessment.scheduled",
      { ea_name: `ea-${OWN_CORRELATION}`, validity_deadline: "2026-03-02T12:16:00Z" },
    ],
    [
      "12:11:00",
      "orchestrator.lifecycle.completed",
      { ...orchestrator, outcome: "Success", crd_outcome: "Remediated" },
    ],
  ];
  return rows.map(([at, type, payload], index) =>
    trailEvent(type, { event_type: type, ...payload }, { at, chain_seq: index + 1 }),
  );
}

/** Events of a real trail as the query gives them. */
export function realTrail({ events, correlationId }: RealTrail): TrailEvent[] {
  return events().map((event, index) =>
    trailEvent(event.eventType, jsonText(event.eventData), {
      event_id: event.eventId ?? "",
      event_timestamp: event.eventTimestamp,
      event_outcome: event.eventOutcome,
      resource_id: event.resourceId,
      chain_seq: index + 1,
      alias: event.correlationId === correlationId ? null : event.correlationId,
    }),
  );
}
