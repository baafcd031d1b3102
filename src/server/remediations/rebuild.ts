import { dateOf } from "@/lib/time";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import type { Db } from "@/server/infra/db";
import {
  type Claims,
  decodeClaims,
  encodeClaims,
  type Fold,
  foldEvents,
  mergeClaims,
  mergeFolds,
  projectModel,
  withoutContent,
} from "./fold";
import { lockForRebuild, type RebuildRow, selectIdsAfter, streamEvents, writeModel } from "./sql-rebuild";

const IDS_A_STEP = 500;

export type Rebuild = {
  correlationId?: string;
  /**
   * What a row says of events that retention has removed and nobody can read again. `state`: only what it has come to, when
   * the rest may be from payloads that were sensitive.
   */
  remembers?: "all" | "state";
};

/** Writes the model of one correlation, or of all, anew from its events; one transaction each. Answers how many. */
export async function rebuildRemediations(ctx: Ctx, { correlationId, remembers = "all" }: Rebuild): Promise<number> {
  requireScope(ctx, "access:admin");
  if (correlationId !== undefined) return rebuildOne(ctx, correlationId, remembers);

  let rebuilt = 0;
  for (let after = ""; ; ) {
    const ids = await selectIdsAfter(ctx.db, after, IDS_A_STEP);
    for (const { id } of ids) rebuilt += await rebuildOne(ctx, id, remembers);
    const last = ids.at(-1);
    if (!last) return rebuilt;
    after = last.id;
  }
}

async function rebuildOne(
  ctx: Ctx,
  correlationId: string,
  remembers: NonNullable<Rebuild["remembers"]>,
): Promise<0 | 1> {
  return ctx.db.tx(async (tx) => {
    const row = await lockForRebuild(tx, correlationId);
    if (!row) return 0;
    const fold = await foldStored(tx, row);
    if (!fold) return 0;

    const remembered = decodeClaims(row.fold_state);
    const known = remembers === "all" ? remembered : withoutContent(remembered);
    const { claims, ...facts } = fold.eventCount < Number(row.chain_seq) ? withRemembered(fold, row, known) : fold;
    await writeModel(tx, {
      correlation_id: correlationId,
      started_at: facts.startedAt,
      first_date: dateOf(facts.startedAt),
      last_at: facts.lastEventAt,
      last_date: dateOf(facts.lastEventAt),
      failures: facts.failureCount,
      repeats: facts.duplicateSignals,
      fold_state: encodeClaims(claims),
      ...projectModel(correlationId, claims),
    });
    return 1;
  });
}

/** What retention has removed can't be read again, so what the row remembers of it still counts. */
function withRemembered(fold: Fold, row: RebuildRow, known: Claims): Fold {
  return {
    ...fold,
    startedAt: fold.startedAt < row.started_at ? fold.startedAt : row.started_at,
    lastEventAt: fold.lastEventAt > row.last_event_at ? fold.lastEventAt : row.last_event_at,
    failureCount: Math.max(fold.failureCount, row.failure_count),
    duplicateSignals: Math.max(fold.duplicateSignals, row.duplicate_signals),
    claims: mergeClaims(known, fold.claims),
  };
}

async function foldStored(tx: Db, row: RebuildRow): Promise<Fold | undefined> {
  let whole: Fold | undefined;
  for await (const events of streamEvents(tx, row)) {
    const part = foldEvents(events).get(row.correlation_id);
    whole = whole && part ? mergeFolds(whole, part) : (part ?? whole);
  }
  return whole;
}
