import { appendEvents } from "@/server/audit";
import { generateTrails } from "@/server/demo";
import type { TestDatabase } from "@/testing/database";
import type { Options } from "./options";
import { latencyOf, round } from "./rig/figures";
import { describeMachine } from "./rig/machine";
import { ownServer } from "./rig/own-server";
import type { Scope } from "./rig/scope";
import { sharedDatabase } from "./rig/shared-database";

const PAGE = 10;
const DAYS = 59;

/** How long a person or a client waits for each reading verb, at a number of remediations, through HTTP. */
export async function benchRead(scope: Scope, options: Options): Promise<object> {
  const remediations = options.quick ? 60 : options.remediations;
  const times = options.quick ? 10 : 100;
  const database = await sharedDatabase(scope);
  const stored = await fill(database, remediations);
  const { url } = await ownServer(scope, { ...options, databaseUrl: database.urls.app });
  const ids = stored.ids;
  const figures: Record<string, object> = {};
  for (const [name, request] of Object.entries(await requests(url, ids))) {
    figures[name] = await measure(request, times);
  }
  return {
    machine: await describeMachine(database.owner),
    remediations,
    events: stored.events,
    times,
    milliseconds: figures,
  };
}

async function fill(database: TestDatabase, count: number): Promise<{ ids: string[]; events: number }> {
  const ctx = database.ctx();
  const ids: string[] = [];
  let events = 0;
  for (const trail of generateTrails({ seed: "read", now: new Date(), count, days: DAYS })) {
    await appendEvents(ctx, trail.events);
    ids.push(trail.correlationId);
    events += trail.events.length;
  }
  await database.owner.query("analyze audit_events, remediations");
  return { ids, events };
}

type Request = (turn: number) => Promise<void>;

async function requests(url: string, ids: readonly string[]): Promise<Record<string, Request>> {
  const idOf = (turn: number) => ids[(turn * 37) % ids.length] ?? "";
  const query = (path: string, input: unknown) =>
    read(`${url}/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`);
  const post = (path: string, body?: object) =>
    read(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
  const pages = Math.min(99, Math.floor((ids.length - 1) / PAGE));
  const cursor = await walk(url, pages);
  const list = { limit: PAGE, filters: {} };
  return {
    listFirstPage: async () => void (await query("remediations.list", { limit: 50, filters: {} })),
    [`listPage${pages + 1}`]: async () => void (await query("remediations.list", { ...list, cursor })),
    facets: async () => void (await query("remediations.facets", { filters: {} })),
    timeline: async (turn) => void (await query("audit.timeline", { correlationId: idOf(turn) })),
    events: async (turn) =>
      void (await read(`${url}/api/v1/audit/events?correlation_id=${encodeURIComponent(idOf(turn))}&limit=100`)),
    reconstruct: async (turn) =>
      void (await post(`/api/v1/audit/remediation-requests/${encodeURIComponent(idOf(turn))}/reconstruct`)),
    verify: async (turn) => void (await post("/api/v1/audit/verify-chain", { correlation_id: idOf(turn) })),
  };
}

/** Cursor behind a number of pages. */
async function walk(url: string, pages: number): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < pages; page++) {
    const input = encodeURIComponent(JSON.stringify({ limit: PAGE, filters: {}, cursor }));
    const answer = JSON.parse(await read(`${url}/api/trpc/remediations.list?input=${input}`)) as {
      result: { data: { nextCursor: string | null } };
    };
    cursor = answer.result.data.nextCursor ?? undefined;
  }
  return cursor;
}

async function read(url: string, init?: RequestInit): Promise<string> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return text;
}

async function measure(request: Request, times: number) {
  for (let turn = 0; turn < 5; turn++) await request(turn);
  const took = new Float64Array(times);
  for (let turn = 0; turn < times; turn++) {
    const startedAt = performance.now();
    await request(turn);
    took[turn] = performance.now() - startedAt;
  }
  const { p50, p95 } = latencyOf(took);
  return { p50: round(p50, 1), p95: round(p95, 1) };
}
