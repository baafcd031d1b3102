import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ReconstructedField } from "@/contracts/reconstruction";
import { joinPath } from "@/lib/json-path";
import { readManifest, readObject } from "@/testing/manifest";
import { OWN_CORRELATION, ownTrail, REAL_TRAILS, realTrail, trailEvent } from "@/testing/reconstruction-trails";
import { hasSharedData, sharedDataNote, sharedPath } from "@/testing/shared-data";
import { buildDocuments } from "./document";

describe.skipIf(!hasSharedData)(`the resource from the trail of disk-pressure-emptydir${sharedDataNote}`, () => {
  const setup = () => {
    const { correlationId } = REAL_TRAILS.diskPressure;
    const events = realTrail(REAL_TRAILS.diskPressure);
    const real: unknown = readManifest(
      readFileSync(sharedPath("data/remediation-requests/disk-pressure-emptydir-rr.yaml"), "utf8"),
    );
    return { events, built: buildDocuments(correlationId, events), real: leavesOf(real, "") };
  };

  it("differs in no leaf from the real resource", () => {
    const { built, real } = setup();
    const rebuilt = built.fields.filter(({ source }) => source !== "left_out");

    expect(rebuilt.map(({ path, value }) => [path, comparable(path, JSON.parse(value ?? "null"))])).toEqual(
      rebuilt.map(({ path }) => [path, comparable(path, real.get(path))]),
    );
  });

  it("rebuilds 81 of 89 leaves and names the other 8", () => {
    const { built, real } = setup();
    const absent = built.fields
      .filter(({ source, path }) => source === "left_out" && path !== "status.error")
      .map(({ path }) => path);
    const missing = [...real.keys()].filter((path) => !built.fields.some((field) => field.path === path));

    expect(missing.filter((path) => !path.startsWith("status.conditions["))).toEqual([]);
    expect(absent).toEqual([
      "metadata.uid",
      "metadata.resourceVersion",
      "metadata.generation",
      "metadata.creationTimestamp",
      "status.overallPhase",
      "status.conditions",
      "status.observedGeneration",
      "status.retentionExpiryTime",
    ]);
    expect(built.counts).toEqual({ event: 43, derived: 22, constant: 16, left_out: 9 });
  });

  it("shows for every recorded leaf an event whose payload has that value at that path", () => {
    const { events, built } = setup();
    const payloads = new Map(events.map((event) => [event.event_id, readObject(event.event_data_json)]));

    for (const { path, value, event, payload_path } of recordedFields(built.fields)) {
      const inPayload = containersAndLeavesOf(payloads.get(event?.event_id ?? "")).get(payload_path ?? "");
      const shown: unknown = JSON.parse(value ?? "null");
      if (path === "metadata.name" || path === "metadata.namespace")
        expect(String(inPayload).split("/")).toContain(shown);
      else if (path === "spec.originalPayload") expect(JSON.parse(String(shown))).toEqual(inPayload);
      else expect(String(inPayload), path).toBe(String(shown));
    }
  });

  it("is the same whether all events or only those that the query reads are given", () => {
    const { events, built } = setup();
    const { correlationId } = REAL_TRAILS.diskPressure;
    const isRead = (type: string, json: string) => !type.startsWith("aiagent.llm") || json.includes('"list_workflows"');

    expect(
      buildDocuments(
        correlationId,
        events.filter((e) => isRead(e.event_type, e.event_data_json)),
      ),
    ).toEqual(built);
  });
});

describe.skipIf(!hasSharedData)(`the resource from the trail of node-notready${sharedDataNote}`, () => {
  it("has the approval, both notifications and a target without namespace", () => {
    const { correlationId } = REAL_TRAILS.nodeNotReady;
    const { status } = readManifest(buildDocuments(correlationId, realTrail(REAL_TRAILS.nodeNotReady)).status_yaml);

    expect(status).toMatchObject({
      outcome: "Remediated",
      confidence: "0.90",
      approvalNotificationSent: true,
      remediationTarget: { kind: "Node", name: "kubernaut-demo-worker" },
      workflowDisplayName: "CordonDrainNode:cordon-drain-v1",
      deduplication: { occurrenceCount: 4 },
    });
    expect(status.remediationTarget).not.toHaveProperty("namespace");
    expect(status.notificationRequestRefs).toHaveLength(2);
  });
});

describe("both documents", () => {
  it("are addressed to the real name and hold nothing that only the server may set", () => {
    const built = buildDocuments(OWN_CORRELATION, ownTrail());
    const apply = readManifest(built.apply_yaml);
    const status = readManifest(built.status_yaml);

    expect(Object.keys(apply)).toEqual(["apiVersion", "kind", "metadata", "spec"]);
    expect(Object.keys(apply.metadata)).toEqual(["name", "namespace", "annotations", "labels"]);
    expect(Object.keys(status)).toEqual(["apiVersion", "kind", "metadata", "status"]);
    expect(status.metadata).toEqual({ name: OWN_CORRELATION, namespace: "kubernaut-system" });
    expect(apply.apiVersion).toBe("kubernaut.ai/v1alpha1");
    expect(status.status).not.toHaveProperty("overallPhase");
    expect(status.status).not.toHaveProperty("error");
  });

  it("together are what the lines with their gutter say", () => {
    const built = buildDocuments(OWN_CORRELATION, ownTrail());
    const lines = built.document.map(({ text }) => text).join("\n");

    expect(readManifest(lines)).toEqual({
      ...readManifest(built.apply_yaml),
      status: readManifest(built.status_yaml).status,
    });
    expect(new Set(built.document.flatMap(({ field }) => field ?? [])).size).toBe(built.fields.length);
    expect(built.document.filter(({ text }) => text.trimStart().startsWith("#"))).toHaveLength(built.counts.left_out);
  });

  it("don't change when an event was delivered twice or late", () => {
    const events = ownTrail();
    const again = events.map((event, index) => ({ ...event, event_id: crypto.randomUUID(), chain_seq: 100 + index }));
    const values = (trail: typeof events) =>
      buildDocuments(OWN_CORRELATION, trail).fields.map(({ path, value }) => [path, value]);

    expect(values([...events.toReversed(), ...again])).toEqual(values(events));
  });
});

describe("a leaf", () => {
  const valuesOf = (events: Parameters<typeof buildDocuments>[1]) =>
    new Map(buildDocuments(OWN_CORRELATION, events).fields.map((field) => [field.path, field] as const));

  it("of a limit that an operator changed later has the changed limit", () => {
    const changed = trailEvent(
      "webhook.remediationrequest.timeout_modified",
      { new_timeout_config: { global: "2h" } },
      { at: "12:30:00" },
    );
    const limit = valuesOf([...ownTrail(), changed]).get("status.timeoutConfig.global");

    expect(limit).toMatchObject({ value: '"2h0m0s"', source: "derived", payload_path: "new_timeout_config.global" });
  });

  it("of a failed remediation has the failure, and no end that the resource would not have", () => {
    const events = ownTrail().filter(({ event_type }) => event_type !== "orchestrator.lifecycle.completed");
    const details = {
      message: "Remediation failed at phase 'WorkflowExecution': job failed",
      code: "E",
      component: "workflowexecution",
    };
    const payload = { outcome: "Failed", failure_phase: "WorkflowExecution", error_details: details };
    const fields = valuesOf([
      ...events,
      trailEvent("orchestrator.lifecycle.completed", payload, { at: "12:09:00", event_outcome: "failure" }),
    ]);

    expect(fields.get("status.failurePhase")?.value).toBe('"WorkflowExecution"');
    expect(fields.get("status.failureReason")?.value).toBe('"job failed"');
    expect(fields.has("status.completedAt")).toBe(false);
    expect(fields.has("status.outcome")).toBe(false);
    expect(fields.get("status.error")).toMatchObject({ source: "left_out", value: null });
    expect(fields.get("status.error")?.event?.event_type).toBe("orchestrator.lifecycle.completed");
    expect(fields.get("status.overallPhase")?.how).toContain("Failed");
    expect(fields.get("status.nextAllowedExecution")?.source).toBe("left_out");
  });

  it("of a remediation that is held up says by what, and no longer once it goes on", () => {
    const blocked = trailEvent(
      "orchestrator.routing.blocked",
      { reason: "ResourceBusy", message: "another run" },
      { at: "12:20:00" },
    );
    const onward = trailEvent("orchestrator.lifecycle.transitioned", { to_phase: "Analyzing" }, { at: "12:21:00" });

    expect(valuesOf([...ownTrail(), blocked]).get("status.blockReason")?.value).toBe('"ResourceBusy"');
    expect(valuesOf([...ownTrail(), blocked, onward]).has("status.blockReason")).toBe(false);
    expect(valuesOf([...ownTrail().slice(0, 7), blocked]).get("status.overallPhase")?.how).toContain("ends in Blocked");
  });

  it("of a running analysis is taken from the agent's own correlation", () => {
    const alias = `ai-${OWN_CORRELATION}`;
    const events = ownTrail().slice(0, 7);
    const fields = valuesOf([
      ...events,
      trailEvent("aiagent.enrichment.completed", { incident_id: alias }, { at: "12:01:00", alias }),
    ]);

    expect(fields.get("status.aiAnalysisRef.name")).toMatchObject({ value: JSON.stringify(alias), event: { alias } });
    expect(fields.has("status.retentionExpiryTime")).toBe(false);
  });

  it("of the signal processing is its own row's resource where there is one", () => {
    const row = trailEvent("signalprocessing.signal.processed", {}, { at: "12:00:02", resource_id: "sp-own-name" });

    expect(valuesOf([...ownTrail(), row]).get("status.signalProcessingRef.name")).toMatchObject({
      source: "event",
      value: '"sp-own-name"',
    });
    expect(valuesOf(ownTrail()).get("status.signalProcessingRef.name")?.source).toBe("derived");
  });

  it("whose source is unreadable is left out with the reason", () => {
    const events = ownTrail().map((event) => {
      if (event.event_type !== "gateway.signal.received") return event;
      return {
        ...event,
        event_data_json: JSON.stringify({
          ...readObject(event.event_data_json),
          severity: 3,
          original_payload: { alerts: "none" },
          resource_kind: null,
        }),
      };
    });
    const fields = valuesOf(events);

    for (const path of ["spec.severity", "spec.firingTime", "spec.signalSource", "spec.targetResource"]) {
      expect(fields.get(path)).toMatchObject({ source: "left_out", value: null });
    }
  });

  it("keeps numbers of any length and hostile texts as they are", () => {
    const labels = {
      yes: "on",
      "1e3": "0755",
      __proto__: "polluted",
      "a: b #": "x\n---\nkind: Pod",
      date: "2026-03-02",
    };
    const events = ownTrail().map((event) => {
      if (event.event_type !== "gateway.signal.received") return event;
      const { original_payload: _original, signal_labels: _labels, ...rest } = readObject(event.event_data_json);
      const text = JSON.stringify(rest).slice(1);
      const labelText = JSON.stringify(labels).replace("{", '{"__proto__":"polluted",');
      return {
        ...event,
        event_data_json: `{"original_payload":{"big":1152921504606846977,"f":0.10000000000000000555},"signal_labels":${labelText},${text}`,
      };
    });
    const { apply_yaml } = buildDocuments(OWN_CORRELATION, events);

    for (const version of ["1.1", "1.2"] as const) {
      const { spec } = readManifest(apply_yaml, version);
      expect(spec.originalPayload).toBe('{"big":1152921504606846977,"f":0.10000000000000000555}');
      expect(new Map(Object.entries(spec.signalLabels ?? {}))).toEqual(
        new Map([["__proto__", "polluted"], ...Object.entries(labels)]),
      );
    }
  });
});

function recordedFields(fields: readonly ReconstructedField[]): ReconstructedField[] {
  return fields.filter(({ source, payload_path }) => source === "event" && payload_path !== null);
}

/** Two JSON texts are compared as JSON: key order and spacing are no part of the value. */
function comparable(path: string, value: unknown): unknown {
  return path === "spec.originalPayload" || path === "spec.providerData" ? JSON.parse(String(value)) : value;
}

function leavesOf(value: unknown, path: string): Map<string, unknown> {
  if (typeof value !== "object" || value === null) return new Map([[path, value]]);
  const members = Object.entries(value).flatMap(([key, item]) => [
    ...leavesOf(item, joinPath(path, stepOf(value, key))),
  ]);
  return new Map(members);
}

function containersAndLeavesOf(value: unknown, path = ""): Map<string, unknown> {
  if (typeof value !== "object" || value === null) return new Map([[path, value]]);
  const members = Object.entries(value).flatMap(([key, item]) => [
    ...containersAndLeavesOf(item, joinPath(path, stepOf(value, key))),
  ]);
  return new Map([[path, value], ...members]);
}

function stepOf(container: object, key: string): string | number {
  return Array.isArray(container) ? Number(key) : key;
}
