import type { ReconstructedField, YamlLine } from "@/contracts/reconstruction";
import type { TrailEvent } from "@/contracts/reconstruction-steps";
import { joinPath } from "@/lib/json-path";
import { writeJson } from "@/lib/json-tree";
import { applyLeaves } from "./apply-document";
import { identityOf } from "./identity";
import { hideMasked, withoutMasked } from "./masked";
import { type Leaf, type ReadEvent, readTrail } from "./sources";
import { statusLeaves } from "./status-document";
import { joinLines, type Steps, type YamlLeaf, yamlLines } from "./yaml-lines";

export type Documents = {
  apply_yaml: string;
  status_yaml: string;
  document: YamlLine[];
  fields: ReconstructedField[];
  counts: { event: number; derived: number; constant: number; left_out: number };
  events_used: number;
};

/** The resource itself, from every event of the trail: as two documents to apply, and leaf by leaf with its source. */
export function buildDocuments(correlationId: string, events: readonly TrailEvent[]): Documents {
  const whole = leavesOf(correlationId, events);
  const isMasked = events.some(({ is_masked }) => is_masked);
  const leaves = isMasked ? hideMasked(whole, leavesOf(correlationId, withoutMasked(events))) : whole;
  return {
    apply_yaml: yamlOf(leaves, belongsToApply),
    status_yaml: yamlOf(leaves, belongsToStatus),
    document: yamlLines(leaves.map(documentLeaf)),
    fields: leaves.map(fieldOf),
    counts: countsOf(leaves),
    events_used: new Set(leaves.flatMap(({ event }) => (event ? [event.event_id] : []))).size,
  };
}

function leavesOf(correlationId: string, events: readonly TrailEvent[]): Leaf[] {
  const trail = readTrail(correlationId, events);
  const identity = identityOf(trail);
  return [...applyLeaves(trail, identity), ...statusLeaves(trail, identity)];
}

function belongsToApply({ steps }: Leaf): boolean {
  return steps[0] !== "status";
}

/** The subresource is found by kind, name and namespace. */
function belongsToStatus({ steps }: Leaf): boolean {
  const isAddress = steps[0] === "metadata" && (steps[1] === "name" || steps[1] === "namespace");
  return isAddress || (steps[0] !== "metadata" && steps[0] !== "spec");
}

function yamlOf(leaves: readonly Leaf[], belongs: (leaf: Leaf) => boolean): string {
  const present = leaves.filter((leaf) => leaf.source !== "left_out" && belongs(leaf));
  return joinLines(yamlLines(present.map(({ steps, value }) => ({ steps, content: { value }, field: null }))));
}

function documentLeaf({ steps, source, value, how }: Leaf, index: number): YamlLeaf {
  return { steps, content: source === "left_out" ? { remark: how } : { value }, field: index };
}

function fieldOf({ steps, source, value, event, payloadSteps, how }: Leaf): ReconstructedField {
  return {
    path: pathOf(steps),
    source,
    value: source === "left_out" ? null : writeJson(value),
    event: event && eventRef(event),
    payload_path: payloadSteps && pathOf(payloadSteps),
    how,
  };
}

function pathOf(steps: Steps): string {
  return steps.reduce<string>((path, step) => joinPath(path, step), "");
}

function eventRef({ event_id, event_type, event_timestamp, chain_seq, alias }: ReadEvent): ReconstructedField["event"] {
  return { event_id, event_type, event_timestamp, chain_seq, alias };
}

function countsOf(leaves: readonly Leaf[]): Documents["counts"] {
  const counts = { event: 0, derived: 0, constant: 0, left_out: 0 };
  for (const { source } of leaves) counts[source] += 1;
  return counts;
}
