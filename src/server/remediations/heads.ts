import type { Db } from "@/server/infra/db";
import type { HeadMove } from "./columns";
import { decodeClaims, encodeClaims, type Fold, mergeClaims, projectModel, saysMore } from "./fold";
import { lockRows, moveHeads, moveModels } from "./sql";

/** A row under lock. `chainSeq` 0 and `headHash` null: the lock has just created it. */
export type LockedRemediation = {
  correlationId: string;
  chainSeq: number;
  headHash: string | null;
  eventCount: number;
  readonly foldState: string;
};

/** One correlation whose head moves. `fold`: of the events really stored, since its counts are added. */
type RemediationMove = {
  locked: LockedRemediation;
  fold: Fold;
  chainSeq: number;
  headHash: string;
  storedCount: number;
};

/** Locks the rows of the folds in one order for everybody, and creates those that are missing. */
export async function lockRemediations(
  tx: Db,
  folds: ReadonlyMap<string, Fold>,
): Promise<Map<string, LockedRemediation>> {
  const rows = await lockRows(tx, [...folds.keys()]);
  return new Map(
    rows.map((row) => [
      row.correlation_id,
      {
        correlationId: row.correlation_id,
        chainSeq: Number(row.chain_seq),
        headHash: row.head_hash,
        eventCount: Number(row.event_count),
        foldState: row.fold_state,
      },
    ]),
  );
}

/** Moves heads and models of all rows. Most moves only count, which needs neither the model's columns nor their names. */
export async function moveRemediations(tx: Db, moves: readonly RemediationMove[]): Promise<void> {
  const counted: HeadMove[] = [];
  const changed: Parameters<typeof moveModels>[1][number][] = [];
  for (const move of moves) {
    const change = changeOf(move.locked, move.fold);
    if (change === undefined) counted.push(headOf(move));
    else changed.push({ ...headOf(move), ...change });
  }
  await Promise.all([counted.length > 0 && moveHeads(tx, counted), changed.length > 0 && moveModels(tx, changed)]);
}

function headOf({ locked, fold, chainSeq, headHash, storedCount }: RemediationMove): HeadMove {
  return {
    correlation_id: locked.correlationId,
    chain_seq: chainSeq,
    head_hash: headHash,
    stored: storedCount,
    failures: fold.failureCount,
    repeats: fold.duplicateSignals,
    started_at: fold.startedAt,
    first_date: fold.startedAt.slice(0, 10),
    last_at: fold.lastEventAt,
    last_date: fold.lastEventAt.slice(0, 10),
  };
}

function changeOf({ foldState, correlationId }: LockedRemediation, fold: Fold) {
  const known = decodeClaims(foldState);
  if (!saysMore(known, fold.claims)) return undefined;
  const claims = mergeClaims(known, fold.claims);
  return { fold_state: encodeClaims(claims), ...projectModel(correlationId, claims) };
}
