import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { NewAuditEvent } from "@/contracts/audit";
import { jsonText } from "@/lib/json-text";
import { toTimestamp } from "@/lib/time";
import { parseAuditEvents } from "@/server/audit";
import { plainEvent } from "@/server/audit/scanned-event";
import { systemPrincipal } from "@/server/auth";
import { readTrailFile } from "@/server/demo/trail-file";
import { systemClock } from "@/server/infra/clock";
import { sharedPath } from "@/testing/shared-data";

/** Trails of real remediations without end: each copy has names, ids and digests of its own, and lies in the last hours. */
export async function* recordedTrails(seed: string): AsyncGenerator<NewAuditEvent[]> {
  const trails = readdirSync(sharedPath("data/audit-trails"))
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => readTrailFile(readFileSync(sharedPath(`data/audit-trails/${name}`), "utf8")).join(","));
  for (let copy = 0; ; copy++) {
    for (const trail of trails) yield parse(rename(trail, `${seed}/${copy}`), copy);
  }
}

const NAMES =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{64}\b|\b[0-9a-f]{12}-[0-9a-f]{8}\b/g;

/** The same name becomes the same other name all over a copy, so that what refers to it still does. */
function rename(trail: string, copy: string): string {
  const renamed = new Map<string, string>();
  return trail.replaceAll(NAMES, (name) => {
    const known = renamed.get(name);
    if (known !== undefined) return known;
    const digest = createHash("sha256").update(`${copy}/${name}`).digest("hex");
    let at = 0;
    const other = name.replaceAll(/[0-9a-f]/g, () => digest[at++ % 64] ?? "0");
    renamed.set(name, other);
    return other;
  });
}

const ctx = {
  clock: systemClock,
  principal: systemPrincipal,
};

async function parse(trail: string, copy: number): Promise<NewAuditEvent[]> {
  const startMs = Date.now() - 3 * 3_600_000 + copy * 1000;
  const events = await parseAuditEvents(ctx, Buffer.from(`[${trail}]`), "batch");
  return events.map((event, index) => ({
    ...plainEvent(event),
    eventData: jsonText(event.eventData),
    eventId: undefined,
    parentEventId: null,
    parentEventDate: null,
    eventTimestamp: toTimestamp(new Date(startMs + index * 4000)),
  }));
}
