import { isUtf8 } from "node:buffer";
import type { NewAuditEvent } from "@/contracts/audit";
import { JSON_DEPTH_MAX } from "@/lib/canonical-json";
import { jsonBytes, jsonText } from "@/lib/json-text";
import { scanCanonical } from "@/lib/scanner";
import { batchKeyOf, parseAuditEvents } from "@/server/audit";
import { linkHash, payloadDigest } from "@/server/audit/chain";
import { eventRows } from "@/server/audit/event-rows";
import { makeReady } from "@/server/audit/make-ready";
import { batchEventIds } from "@/server/audit/receipts";
import { systemPrincipal } from "@/server/auth";
import { newEventToWire } from "@/server/demo/wire-event";
import { systemClock } from "@/server/infra/clock";
import type { Ctx } from "@/server/infra/context";
import type { Db } from "@/server/infra/db";
import { silentLog } from "@/server/infra/log";
import { foldEvents } from "@/server/remediations";
import { BATCH, makeBatches } from "./load/bodies";
import type { Options } from "./options";
import { round } from "./rig/figures";
import type { Scope } from "./rig/scope";

const HASH = "ab".repeat(32);
const NOTHING = Buffer.alloc(0);
const GENERATION = Date.now() * 1000;

type Step = (index: number) => unknown;

/** Where the server's time for an event of a batch goes: each step alone, with what comes before it prepared. */
export async function benchSteps(_: Scope, options: Options): Promise<object> {
  const count = options.quick ? 4 : 40;
  const batches = await makeBatches({ mix: "byRemediation", payloads: options.payloads }, count);
  const bodies = batches.map((batch) => Buffer.from(`[${batch.map(newEventToWire).join(",")}]`));
  const perEvent: Record<string, number> = {};
  for (const [name, step] of Object.entries(await stepsOf(batches, bodies)))
    perEvent[name] = await measure(step, count);
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0) / (count * BATCH);
  return { payloads: options.payloads, bytesPerEvent: round(bytes), microsecondsPerEvent: perEvent };
}

async function stepsOf(batches: readonly NewAuditEvent[][], bodies: readonly Buffer[]): Promise<Record<string, Step>> {
  const ctx: Ctx = {
    db: noDatabase,
    clock: systemClock,
    log: silentLog,
    principal: systemPrincipal,
    requestId: "bench",
  };
  const events = await Promise.all(bodies.map((body) => parseAuditEvents(ctx, body, "batch")));
  const payloads = batches.map((batch) => batch.map(({ eventData }) => jsonText(eventData)));
  const canonical = events.map((batch) => batch.map(({ eventData }) => jsonBytes(eventData)));
  const ready = await Promise.all(events.map((batch) => makeReady(ctx, batch)));
  const chained = ready.map((batch) =>
    batch.map((event) => ({ event, retentionDays: 1, chainSeq: 2, eventHash: HASH, previousEventHash: HASH })),
  );
  return {
    isUtf8: (i) => isUtf8(bodies[i] ?? NOTHING),
    canonicalPayload: (i) =>
      payloads[i]?.map((payload) => scanCanonical(payload, { depthMax: JSON_DEPTH_MAX, numbers: "canonical" })),
    payloadDigest: (i) => canonical[i]?.map(payloadDigest),
    wholeParse: (i) => parseAuditEvents(ctx, bodies[i] ?? NOTHING, "batch"),
    batchKey: (i) => batchKeyOf("bench", bodies[i] ?? NOTHING),
    eventIds: (i) => {
      const idOf = batchEventIds({ batchKey: HASH, generation: GENERATION });
      return events[i]?.map((event, n) => idOf(n, event.eventTimestamp));
    },
    makeReady: (i) => makeReady(ctx, events[i] ?? []),
    fold: (i) => foldEvents(ready[i] ?? []),
    linkHash: (i) => ready[i]?.map((event) => linkHash(HASH, 2, event.contentDigest)),
    rows: (i) => eventRows(chained[i] ?? []),
  };
}

/** The least of several passes: whatever else the machine does only adds. */
async function measure(step: Step, batches: number): Promise<number> {
  const passes: number[] = [];
  for (let pass = 0; pass < 9; pass++) {
    const before = process.cpuUsage();
    for (let index = 0; index < batches; index++) await step(index);
    const { user, system } = process.cpuUsage(before);
    passes.push((user + system) / (batches * BATCH));
  }
  return round(Math.min(...passes), 2);
}

const refuse = () => Promise.reject(new Error("this step needs no database"));
const noDatabase: Db = {
  query: refuse,
  one: refuse,
  tx: refuse,
  stream: () => (async function* () {})(),
  copyIn: async () => {},
  answerWithCommit: () => {},
  pipeline: refuse,
};
