import type { Db } from "@/server/infra/db";
import type { DateRange } from "./sql";

const REASON = "sensitive";

/** When it was asked for that rows written from sensitive payloads be written anew; undefined when that is done. */
export async function findRebuild(db: Db): Promise<{ requestedMs: number } | undefined> {
  const row = await db.one<{ ms: string }>(
    `select (extract(epoch from requested_at) * 1000)::bigint as ms from model_rebuilds
      where reason = $1 and finished_at is null`,
    [REASON],
  );
  return row && { requestedMs: Number(row.ms) };
}

export async function finishRebuild(db: Db): Promise<void> {
  await db.query("update model_rebuilds set finished_at = now() where reason = $1", [REASON]);
}

const IDS_A_PAGE = 500;

/** Correlations that have sensitive events in a range of days. */
export async function* streamSensitive(db: Db, range: DateRange): AsyncGenerator<string> {
  const pages = db.stream<{ id: string }>(
    `select distinct correlation_id as id from audit_events
      where is_sensitive and event_date between $1::date and $2::date`,
    [range.from, range.to],
    IDS_A_PAGE,
  );
  for await (const rows of pages) for (const { id } of rows) yield id;
}
