import type { Db } from "@/server/infra/db";

/** Correlation ids of all remediations that are stored. */
export async function storedRemediations(db: Db): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    "select correlation_id as id from remediations where kind = 'remediation'",
  );
  return new Set(rows.map((row) => row.id));
}

/** Makes the months of these days (YYYY-MM-DD), so that nothing falls into the default partition. */
export async function ensureMonths(db: Db, days: Iterable<string>): Promise<void> {
  const months = new Set(Array.from(days, (day) => `${day.slice(0, 7)}-01`));
  for (const month of [...months].sort()) await db.query("select ensure_partition($1)", [month]);
}

export type DemoHold = {
  id: string;
  correlationId: string;
  reason: string;
  placedBy: string;
  release: { by: string; reason: string } | null;
};

export async function placeDemoHold(db: Db, hold: DemoHold): Promise<void> {
  const known = await db.one("select from legal_holds where hold_id = $1", [hold.id]);
  if (known) return;
  const scope = JSON.stringify({ correlation_ids: [hold.correlationId] });
  await db.query("select place_hold($1, $2, $3, $4)", [hold.id, scope, hold.reason, hold.placedBy]);
  if (hold.release) await db.query("select release_hold($1, $2, $3)", [hold.id, hold.release.by, hold.release.reason]);
  else await fillHoldColumns(db, hold.id);
}

async function fillHoldColumns(db: Db, holdId: string): Promise<void> {
  for (;;) {
    const row = await db.one<{ isDone: boolean }>(`select fill_hold_columns($1) = 0 as "isDone"`, [holdId]);
    if (row?.isDone !== false) return;
  }
}
