import pg from "pg";
import type { NewAuditEvent } from "@/contracts/audit";
import { appendEvents } from "@/server/audit";
import { systemPrincipal } from "@/server/auth";
import { systemClock } from "@/server/infra/clock";
import type { Ctx } from "@/server/infra/context";
import { createDb, type DbHandle } from "@/server/infra/db";
import { copyIn } from "@/server/infra/db-copy";
import { silentLog } from "@/server/infra/log";

type Work = (chunk: Buffer, connection: number) => Promise<unknown>;

const clients: pg.Client[] = [];

/** Plain COPY, one transaction a chunk. */
export async function copyChunk(job: { url: string; connections: number; statement: string }): Promise<Work> {
  while (clients.length < job.connections) {
    const client = new pg.Client({ connectionString: job.url });
    await client.connect();
    clients.push(client);
  }
  return async (rows, connection) => {
    const client = clients[connection];
    if (client !== undefined) await copyIn(client, job.statement, rows);
  };
}

let handle: DbHandle | undefined;

export function appendChunk({ url }: { url: string }): Work {
  handle ??= createDb({ connectionString: url, max: 8, applicationName: "holdfast-bench" });
  const ctx: Ctx = {
    db: handle.db,
    clock: systemClock,
    log: silentLog,
    principal: systemPrincipal,
    requestId: "bench",
  };
  return (events) => appendEvents(ctx, JSON.parse(events.toString()) as NewAuditEvent[]);
}
