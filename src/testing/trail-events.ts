import type { NewAuditEvent } from "@/contracts/audit";
import type { RemediationRow } from "@/contracts/remediations";
import { jsonBytes, jsonText } from "@/lib/json-text";
import { readPayload } from "@/server/audit/timeline/payload";
import type { TrailEvent } from "@/server/audit/timeline/trail-event";

/** Events as the timeline reads them back from the store, with chain positions in the given order. */
export function storedTrail(events: readonly NewAuditEvent[]): TrailEvent[] {
  return events.map((event, index) => ({
    eventId: event.eventId ?? `00000000-0000-7000-8000-${String(index + 1).padStart(12, "0")}`,
    chainSeq: index + 1,
    correlationId: event.correlationId,
    type: event.eventType,
    category: event.eventCategory,
    action: event.eventAction,
    outcome: event.eventOutcome,
    at: event.eventTimestamp,
    service: event.actorId,
    resource: `${event.resourceType} ${event.resourceId}`,
    payloadBytes: jsonBytes(event.eventData).length,
    payload: readPayload(jsonText(event.eventData)),
  }));
}

/** One step of a made-up trail: seconds after noon, type, payload, outcome. */
export type Step = readonly [seconds: number, type: string, payload?: Record<string, unknown>, outcome?: string];

export function madeTrail(steps: readonly Step[]): TrailEvent[] {
  const noon = Date.parse("2026-03-02T12:00:00Z");
  return steps.map(([seconds, type, payload = {}, outcome = "success"], index) => ({
    eventId: `00000000-0000-7000-8000-${String(index + 1).padStart(12, "0")}`,
    chainSeq: index + 1,
    correlationId: "rr-test",
    type,
    category: type.split(".", 1)[0] ?? "",
    action: "acted",
    outcome,
    at: `${new Date(noon + seconds * 1000).toISOString().slice(0, 23)}000Z`,
    service: "a-controller",
    resource: "RemediationRequest rr-test",
    payloadBytes: JSON.stringify(payload).length,
    payload: readPayload(JSON.stringify(payload)),
  }));
}

/** A row of the read model with nothing known but what a test states. */
export function remediationRow(known: Partial<RemediationRow> = {}): RemediationRow {
  return {
    correlationId: "rr-test",
    kind: "remediation",
    signalName: null,
    severity: null,
    environment: null,
    priority: null,
    namespace: null,
    clusterName: null,
    targetKind: null,
    targetName: null,
    fingerprint: null,
    phase: null,
    isOpen: false,
    outcome: "Remediated",
    approval: "none",
    approvalRequestedAt: null,
    approvalDecidedAt: null,
    workflowId: null,
    workflowName: null,
    workflowVersion: null,
    confidence: null,
    analysisStartedAt: null,
    analysisEndedAt: null,
    startedAt: "2026-01-01T00:00:00.000000Z",
    endedAt: null,
    lastEventAt: "2026-01-01T00:00:00.000000Z",
    firstEventDate: "2026-01-01",
    lastEventDate: "2026-01-01",
    eventCount: 0,
    failureCount: 0,
    duplicateSignals: 0,
    chainSeq: 0,
    isHeld: false,
    ...known,
  };
}
