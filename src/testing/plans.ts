import type { Db } from "@/server/infra/db";

export type SeenPlan = { statement: string; partitions: string[] };

/** Lets every statement on `audit_events` through and notes which of its partitions the plan touches. */
export function watchPlans(db: Db, seen: SeenPlan[] = []): { db: Db; seen: SeenPlan[] } {
  const note = async (text: string, values: readonly unknown[] = []) => {
    if (!/\b(?:from|join)\s+audit_events\b/.test(text)) return;
    const [row] = await db.query<{ "QUERY PLAN": string }>(`explain (format json, costs off) ${text}`, values);
    const partitions = new Set(row?.["QUERY PLAN"].match(/"audit_events_(?:\d{4}_\d\d|default)"/g));
    seen.push({ statement: text.trim().replace(/\s+/g, " "), partitions: [...partitions].sort() });
  };
  const watched: Db = {
    ...db,
    async query(text, values, options) {
      await note(text, values);
      return db.query(text, values, options);
    },
    async one(text, values, options) {
      await note(text, values);
      return db.one(text, values, options);
    },
    async *stream(text, values, batch) {
      await note(text, values);
      yield* db.stream(text, values, batch);
    },
    tx: (work) => db.tx((tx) => work(watchPlans(tx, seen).db)),
  };
  return { db: watched, seen };
}
