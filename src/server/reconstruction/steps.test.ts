import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { TrailEvent } from "@/contracts/reconstruction-steps";
import { AppError } from "@/lib/errors";
import { joinPath } from "@/lib/json-path";
import { readManifest, readObject } from "@/testing/manifest";
import { OWN_CORRELATION, ownTrail, REAL_TRAILS, realTrail, trailEvent } from "@/testing/reconstruction-trails";
import { hasSharedData, sharedDataNote, sharedPath } from "@/testing/shared-data";
import { buildRequest } from "./build";
import { CONTRACT_EVENT_TYPES } from "./event-types";
import { mapFields } from "./map";
import { parseEvents } from "./parse";
import { validateRequest } from "./validate";
import { sortedYaml } from "./yaml-lines";

const now = new Date("2026-06-15T12:00:00.900Z");

function run(events: readonly TrailEvent[], correlationId = OWN_CORRELATION) {
  const { parsed, unreadable } = parseEvents(
    events.filter(({ event_type }) => CONTRACT_EVENT_TYPES.some((type) => type === event_type)),
  );
  const request = buildRequest(mapFields(parsed), { correlationId, now });
  return {
    validation: validateRequest(request, unreadable),
    request: readManifest(sortedYaml(request)),
    yaml: sortedYaml(request),
  };
}

function refusalOf(events: readonly TrailEvent[]): {
  code: string;
  slug: string | undefined;
  title: string | undefined;
  message: string;
} {
  try {
    run(events);
  } catch (error) {
    if (error instanceof AppError)
      return { code: error.code, slug: error.details.slug, title: error.details.title, message: error.message };
    throw error;
  }
  throw new Error("nothing was refused");
}

const changed = (type: string, change: (payload: Record<string, unknown>) => unknown): TrailEvent[] =>
  ownTrail().map((event) => {
    if (event.event_type !== type) return event;
    return { ...event, event_data_json: JSON.stringify(change(readObject(event.event_data_json))) };
  });

const containing = (text: string): unknown => expect.stringContaining(text);
const only = (...types: string[]) => ownTrail().filter(({ event_type }) => types.includes(event_type));

describe("the object for existing clients", () => {
  it("has every member of the contract, zero values included, with its keys in alphabetical order", () => {
    const { yaml, validation } = run(ownTrail());

    expect(yaml).toBe(CONTRACT_YAML);
    expect(validation).toEqual({ is_valid: true, completeness: 100, errors: [], warnings: [] });
  });

  it.skipIf(!hasSharedData)(
    `differs from the real resource only in the places on the closed list${sharedDataNote}`,
    () => {
      const { correlationId } = REAL_TRAILS.diskPressure;
      const { request, validation } = run(realTrail(REAL_TRAILS.diskPressure), correlationId);
      const real = readManifest(
        readFileSync(sharedPath("data/remediation-requests/disk-pressure-emptydir-rr.yaml"), "utf8"),
      );
      const [ours, theirs] = [
        leavesOf({ spec: request.spec, status: request.status }),
        leavesOf({ spec: real.spec, status: real.status }),
      ];
      const different = [...new Set([...ours.keys(), ...theirs.keys()])].filter(
        (path) => ours.get(path) !== theirs.get(path),
      );

      expect(different.filter((path) => !CLOSED_LIST.some((known) => known.test(path)))).toEqual([]);
      expect(request.kind).toBe(real.kind);
      expect(readObject(String(request.spec.originalPayload))).toEqual(readObject(String(real.spec.originalPayload)));
      expect(validation).toEqual({ is_valid: true, completeness: 100, errors: [], warnings: [] });
    },
  );

  it.skipIf(!hasSharedData)(`of the other real trail is complete and valid${sharedDataNote}`, () => {
    const { validation } = run(realTrail(REAL_TRAILS.nodeNotReady), REAL_TRAILS.nodeNotReady.correlationId);

    expect(validation).toMatchObject({ is_valid: true, completeness: 100 });
  });

  it("takes the later of two events of a kind, and adds labels up key by key", () => {
    const later = trailEvent(
      "gateway.signal.received",
      { signal_name: "Later", signal_type: "prometheus-alert", signal_labels: { alertname: "Later", extra: "1" } },
      { at: "13:00:00" },
    );
    const { spec } = run([...ownTrail(), later]).request;

    expect(spec).toMatchObject({ signalName: "Later", signalType: "alert", signalFingerprint: "" });
    expect(spec.signalLabels).toEqual({ alertname: "Later", extra: "1", namespace: "demo-shop", severity: "critical" });
    expect(spec.originalPayload).toContain('"version":"4"');
  });

  it("prints limits as Go does", () => {
    const events = changed("orchestrator.lifecycle.created", (payload) => ({
      ...payload,
      timeout_config: { global: "1h", executing: "90s" },
    }));

    expect(run(events).request.status.timeoutConfig).toEqual({ global: "1h0m0s", executing: "1m30s" });
  });

  it("counts a timeout configuration that sets no limit", () => {
    const events = changed("orchestrator.lifecycle.created", (payload) => ({ ...payload, timeout_config: {} }));

    expect(run(events)).toMatchObject({
      validation: { completeness: 100 },
      request: { status: { timeoutConfig: {} } },
    });
  });

  it("names the namespace of the execution's row", () => {
    const events = ownTrail().map((event) => ({ ...event, namespace: "kubernaut-system" }));

    expect(run(events).request.status.executionRef).toMatchObject({ namespace: "kubernaut-system" });
  });
});

describe("completeness", () => {
  it("of a bare signal with labels, annotations and payload is 55 %, which just passes", () => {
    const { validation } = run(only("gateway.signal.received"));

    expect(validation).toMatchObject({ is_valid: true, completeness: 55, errors: [] });
    expect(validation.warnings).toEqual([
      expect.stringMatching(/^ProviderData is missing \(Gap #4\) - /),
      expect.stringMatching(/^SelectedWorkflowRef is missing \(Gap #5\) - /),
      expect.stringMatching(/^ExecutionRef is missing \(Gap #6\) - /),
      expect.stringMatching(/^TimeoutConfig is missing \(Gap #8\) - /),
    ]);
  });

  it("of one field fewer is refused, and the answer says what is missing", () => {
    const events = changed("gateway.signal.received", (payload) => ({ ...payload, signal_annotations: {} })).slice(
      0,
      1,
    );
    const refusal = refusalOf(events);

    expect(refusal).toMatchObject({
      code: "VALIDATION",
      slug: "reconstruction/incomplete-data",
      title: "Incomplete Reconstruction",
    });
    expect(refusal.message).toContain("44 %");
    expect(refusal.message).toContain("SignalAnnotations");
  });

  it("does not stand in for the signal's type", () => {
    const events = changed("gateway.signal.received", ({ signal_type: _type, ...payload }) => payload);

    expect(refusalOf(events)).toMatchObject({ code: "UNPROCESSABLE", slug: "reconstruction/unprocessable" });
  });
});

describe("a trail", () => {
  it("without a signal is refused, though other events exist", () => {
    const events = ownTrail().filter(({ event_type }) => event_type !== "gateway.signal.received");

    expect(refusalOf(events)).toMatchObject({
      code: "VALIDATION",
      slug: "reconstruction/missing-gateway-event",
      title: "Reconstruction Failed",
    });
  });

  it("with a limit that is no duration is refused with the limit's name", () => {
    const events = changed("orchestrator.lifecycle.created", (payload) => ({
      ...payload,
      timeout_config: { global: "soon" },
    }));

    expect(refusalOf(events)).toMatchObject({
      slug: "reconstruction/missing-gateway-event",
      message: containing("timeout_config.global"),
    });
  });

  it("of nothing but unreadable payloads is refused with an example", () => {
    const events = changed("gateway.signal.received", (payload) => ({ ...payload, signal_name: "" })).slice(0, 1);

    expect(refusalOf(events)).toMatchObject({
      slug: "reconstruction/no-parseable-events",
      message: containing("signal_name is missing"),
    });
  });

  it.each([
    ["aianalysis.analysis.completed", { provider_response_summary: "text" }, "ProviderData"],
    ["orchestrator.lifecycle.created", { timeout_config: [] }, "TimeoutConfig"],
    ["orchestrator.lifecycle.created", { timeout_config: { global: 3600 } }, "TimeoutConfig"],
    ["workflowexecution.selection.completed", { workflow_id: 7 }, "SelectedWorkflowRef"],
    ["workflowexecution.execution.started", { execution_name: null }, "ExecutionRef"],
  ])("in which %s is unreadable loses only what that event carries", (type, member, field) => {
    const { validation } = run(changed(type, (payload) => ({ ...payload, ...member })));

    expect(validation).toMatchObject({ is_valid: true, completeness: 88 });
    expect(validation.warnings).toEqual([
      expect.stringContaining(field),
      expect.stringContaining(`(${type}) was passed over`),
    ]);
  });

  it.each([
    { signal_labels: { a: 1 } },
    { signal_annotations: [] },
    { original_payload: "{}" },
    { signal_labels: "x" },
  ])("whose signal has %j passes that signal over", (member) => {
    const events = changed("gateway.signal.received", (payload) => ({ ...payload, ...member }));

    expect(refusalOf(events)).toMatchObject({ slug: "reconstruction/missing-gateway-event" });
  });

  it("keeps numbers of any length in the original payload", () => {
    const events = changed("gateway.signal.received", (payload) => ({ ...payload, original_payload: { n: "@" } })).map(
      (event) => ({
        ...event,
        event_data_json: event.event_data_json.replace('"@"', "1152921504606846977.10"),
      }),
    );

    expect(run(events).request.spec.originalPayload).toBe('{"n":1152921504606846977.10}');
  });
});

/** Decided once: where the old object and the resource are known to differ. Nothing may be added here to make a test pass. */
const CLOSED_LIST = [
  /^spec\.providerData$/,
  /^spec\.severity$/,
  /^spec\.targetResource\./,
  /^spec\.targetType$/,
  /^spec\.signalSource$/,
  /^spec\.firingTime$/,
  /^spec\.receivedTime$/,
  /^spec\.deduplication\./,
  /^spec\.originalPayload$/,
  /^status\.executionRef\./,
  /^status\.(?!timeoutConfig\.|selectedWorkflowRef\.|executionRef\.)/,
];

const CONTRACT_YAML = `apiVersion: remediation.kubernaut.ai/v1alpha1
kind: RemediationRequest
metadata:
  annotations:
    kubernaut.ai/correlation-id: rr-0123456789ab-0a1b2c3d
    kubernaut.ai/reconstructed-at: "2026-06-15T12:00:00Z"
    kubernaut.ai/reconstruction-source: audit-trail
  creationTimestamp: null
  finalizers:
  - kubernaut.ai/audit-retention
  labels:
    app.kubernetes.io/managed-by: kubernaut-datastorage
    kubernaut.ai/correlation-id: rr-0123456789ab-0a1b2c3d
    kubernaut.ai/reconstructed: "true"
  name: rr-reconstructed-rr-0123456789ab-0a1b2c3d-1781524800
  namespace: kubernaut-system
spec:
  deduplication:
    firstOccurrence: null
    lastOccurrence: null
  firingTime: null
  originalPayload: '{"alerts":[{"labels":{"alertname":"PodCrashLooping","namespace":"demo-shop","severity":"critical"},"startsAt":"2026-03-02T13:59:55.25+02:00","status":"firing"}],"version":"4"}'
  providerData: '{"incident_id":"i","analysis_preview":"p","selected_workflow_id":"0f6d1a52-5c1f-5c53-9d6c-5f2a7d3f6f11","needs_human_review":false,"warnings_count":0}'
  receivedTime: null
  severity: ""
  signalAnnotations:
    summary: A pod restarts again and again.
  signalFingerprint: abababababababababababababababababababababababababababababababab
  signalLabels:
    alertname: PodCrashLooping
    namespace: demo-shop
    severity: critical
  signalName: PodCrashLooping
  signalType: alert
  targetResource:
    kind: ""
    name: ""
  targetType: ""
status:
  executionRef:
    apiVersion: workflowexecution.kubernaut.ai/v1alpha1
    kind: WorkflowExecution
    name: we-rr-0123456789ab-0a1b2c3d
  selectedWorkflowRef:
    executionBundle: registry.example/fix@sha256:00
    version: 2.1.0
    workflowId: 0f6d1a52-5c1f-5c53-9d6c-5f2a7d3f6f11
  timeoutConfig:
    analyzing: 10m0s
    executing: 30m0s
    global: 1h0m0s
    processing: 5m0s
`;

function leavesOf(value: unknown, path = ""): Map<string, unknown> {
  if (typeof value !== "object" || value === null) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, item]) => [
      ...leavesOf(item, joinPath(path, Array.isArray(value) ? Number(key) : key)),
    ]),
  );
}
