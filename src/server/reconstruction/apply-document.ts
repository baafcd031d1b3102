import { isJsonObject, type JsonObject, valueAt, writeJson } from "@/lib/json-tree";
import { API_VERSION, type Identity, KIND } from "./identity";
import {
  constant,
  copied,
  derived,
  firstOf,
  type Leaf,
  leftOut,
  orLeftOut,
  type ReadEvent,
  recorded,
  type Trail,
  textIn,
  timeLeaf,
  toWholeSecond,
} from "./sources";
import type { Steps } from "./yaml-lines";

const SERVER_FIELDS = ["uid", "resourceVersion", "generation", "creationTimestamp"];

/** Metadata and spec: what `kubectl apply` takes. The spec is written once, so the first signal gives it. */
export function applyLeaves(trail: Trail, identity: Identity): Leaf[] {
  const signal = firstOf(trail, "gateway.signal.received");
  return [API_VERSION, KIND, ...metadataLeaves(trail, identity), ...specLeaves(signal)];
}

function metadataLeaves(trail: Trail, { name, namespace }: Identity): Leaf[] {
  const created = firstOf(trail, "gateway.crd.created") ?? firstOf(trail, "gateway.signal.received");
  const label = (key: string, value: string) =>
    constant(["metadata", "labels", key], value, "The gateway sets it on every request.");
  return [
    name,
    namespace,
    ...timeLeaf(["metadata", "annotations", "kubernaut.ai/created-at"], created, "The time of the event."),
    label("app.kubernetes.io/component", "remediation"),
    label("app.kubernetes.io/managed-by", "gateway-service"),
    ...SERVER_FIELDS.map((field) => leftOut(["metadata", field], "Set by the API server.")),
  ];
}

function specLeaves(signal: ReadEvent | undefined): Leaf[] {
  const member = (field: string, payload: string) =>
    orLeftOut(
      copied(["spec", field], signal, [payload]),
      ["spec", field],
      `No signal event of the trail has ${payload}.`,
    );
  return [
    ...member("signalName", "signal_name"),
    ...signalTypeLeaves(signal),
    ...sourceLeaves(signal),
    ...member("severity", "severity"),
    ...member("signalFingerprint", "fingerprint"),
    ...firingTimeLeaves(signal),
    ...timeLeaf(["spec", "receivedTime"], signal, "The time of the event."),
    constant(["spec", "targetType"], "kubernetes", "The only type of target that the gateway knows."),
    ...targetLeaves(signal),
    ...mapLeaves(signal, "signalLabels", "signal_labels"),
    ...mapLeaves(signal, "signalAnnotations", "signal_annotations"),
    ...providerLeaves(signal),
    ...originalLeaves(signal),
  ];
}

function signalTypeLeaves(signal: ReadEvent | undefined): readonly Leaf[] {
  const steps = ["spec", "signalType"];
  const type = textIn(signal, ["signal_type"]);
  if (type === "prometheus-alert" || type === "kubernetes-event") {
    return [
      derived(steps, "alert", { event: signal, payloadSteps: ["signal_type"], how: `Older gateways wrote ${type}.` }),
    ];
  }
  return orLeftOut(copied(steps, signal, ["signal_type"]), steps, "No signal event of the trail has signal_type.");
}

/** Only the body tells which adapter took the signal: Alertmanager sends a list of alerts. */
function sourceLeaves(signal: ReadEvent | undefined): Leaf[] {
  const steps = ["spec", "signalSource"];
  if (!Array.isArray(valueAt(signal?.payload, ["original_payload", "alerts"]))) {
    return [leftOut(steps, "No event names the adapter that took the signal.")];
  }
  return [constant(steps, "prometheus", "The only source whose signals are lists of alerts.")];
}

function firingTimeLeaves(signal: ReadEvent | undefined): Leaf[] {
  const steps = ["spec", "firingTime"];
  const payloadSteps = ["original_payload", "alerts", 0, "startsAt"];
  const time = toWholeSecond(textIn(signal, payloadSteps));
  if (time === undefined) return [leftOut(steps, "The signal as received does not say since when it fires.")];
  return [derived(steps, time, { event: signal, payloadSteps, how: "Cut to whole seconds." })];
}

function targetLeaves(signal: ReadEvent | undefined): Leaf[] {
  const member = (field: string, payload: string) => copied(["spec", "targetResource", field], signal, [payload]);
  const required = [...member("kind", "resource_kind"), ...member("name", "resource_name")];
  if (required.length < 2)
    return [leftOut(["spec", "targetResource"], "No signal event of the trail names the target's kind and name.")];
  return [...required, ...member("namespace", "namespace")];
}

function mapLeaves(signal: ReadEvent | undefined, field: string, payload: string): Leaf[] {
  const map = valueAt(signal?.payload, [payload]);
  if (!signal || !isJsonObject(map)) return [];
  const steps = ["spec", field];
  if (Object.keys(map).length === 0)
    return [recorded(steps, {}, { event: signal, payloadSteps: [payload], how: "As recorded." })];
  return Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => mapLeaf([...steps, key], value, { event: signal, payloadSteps: [payload, key] }));
}

function mapLeaf(steps: Steps, value: JsonObject[string], from: { event: ReadEvent; payloadSteps: Steps }): Leaf {
  if (typeof value === "string") return recorded(steps, value, { ...from, how: "As recorded." });
  return leftOut(steps, "The event's value is not a text.", from.event);
}

/** The gateway hands its labels and namespace on in one JSON text. */
function providerLeaves(signal: ReadEvent | undefined): Leaf[] {
  const labels = valueAt(signal?.payload, ["signal_labels"]);
  const namespace = textIn(signal, ["namespace"]);
  if (!isJsonObject(labels) || namespace === undefined) return [];
  const value = writeJson({ labels, namespace });
  return [
    derived(["spec", "providerData"], value, {
      event: signal,
      how: "signal_labels and namespace in one JSON text, as the gateway writes it.",
    }),
  ];
}

function originalLeaves(signal: ReadEvent | undefined): Leaf[] {
  const payload = valueAt(signal?.payload, ["original_payload"]);
  if (!signal || !isJsonObject(payload))
    return [leftOut(["spec", "originalPayload"], "No signal event of the trail has original_payload.")];
  const how = "As JSON: the trail keeps values, not the spacing and the order of keys that the sender chose.";
  return [
    recorded(["spec", "originalPayload"], writeJson(payload), {
      event: signal,
      payloadSteps: ["original_payload"],
      how,
    }),
  ];
}
