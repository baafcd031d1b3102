import { readFileSync } from "node:fs";
import type { NewAuditEvent } from "@/contracts/audit";
import { parseTimestamp } from "@/lib/time";
import { newEvent } from "./audit-events";
import { hasSharedData, sharedPath } from "./shared-data";

type TrailLine = {
  event_id: string;
  event_timestamp?: string;
  timestamp?: string;
  event_type: string;
  event_action: string;
  event_outcome?: NewAuditEvent["eventOutcome"];
  correlation_id?: string;
  event_data: { incident_id?: string };
};

/** Trail of a node that stopped answering: 191 events, approved by a person, remediated. */
export const nodeNotReady = (): NewAuditEvent[] =>
  readTrail("node-notready-kubenodenotready", "rr-b157a3a9e42f-2b14f502");

/** Trail of a disk that was going to be full: 118 events, no approval, remediated by a change in Git. */
export const predictedDiskPressure = (): NewAuditEvent[] =>
  readTrail("disk-pressure-emptydir", "rr-a46194c375c3-e7161c3e");

/** What the files leave out is filled in: the outcome by the type's name, the correlation by the payload's incident. */
function readTrail(name: string, correlationId: string): NewAuditEvent[] {
  // A suite that is skipped for want of the files still runs the code around its tests.
  if (!hasSharedData) return [];
  const lines = readFileSync(sharedPath(`data/audit-trails/${name}.jsonl`), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => {
    const event = JSON.parse(line) as TrailLine;
    const incident = event.event_data.incident_id ?? "";
    return newEvent({
      eventId: event.event_id,
      eventTimestamp: parseTimestamp(event.event_timestamp ?? event.timestamp ?? "") ?? "",
      eventType: event.event_type,
      eventCategory: event.event_type.split(".")[0] ?? "",
      eventAction: event.event_action,
      eventOutcome: event.event_outcome ?? (event.event_type.endsWith(".failed") ? "failure" : "success"),
      correlationId: event.correlation_id ?? (incident.startsWith("ai-") ? incident : correlationId),
      severity: null,
      eventData: JSON.stringify(event.event_data),
    });
  });
}

/** Numbers from 0 to 1 that are the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((left, right) => left.key - right.key)
    .map(({ item }) => item);
}

/** Cut into runs of 1 to 40 items. */
export function split<T>(items: readonly T[], random: () => number): T[][] {
  const batches: T[][] = [];
  for (let from = 0; from < items.length; ) {
    const size = 1 + Math.floor(random() * 40);
    batches.push(items.slice(from, from + size));
    from += size;
  }
  return batches;
}
