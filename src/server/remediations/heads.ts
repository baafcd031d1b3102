import { compareCodePoints } from "@/lib/text";
import type { Db } from "@/server/infra/db";
import { type Statement, send } from "@/server/infra/db-pipeline";
import type { HeadMove } from "./columns";
import { type Claims, decodeClaims, encodeClaims, type Fold, mergeClaims, projectModel, saysMore } from "./fold";
import { createMissing, lock, lockRows, type ModelMove, moveHeads, moveModels } from "./sql";

/** Where a chain stands and what its model remembers. `chainSeq` 0 and `headHash` null: it has no event yet. */
export type Head = {
  correlationId: string;
  chainSeq: number;
  headHash: string | null;
  readonly foldState: string;
  /** `foldState`, once it has been read. */
  claims: Claims | undefined;
};

/** One correlation whose head moves. `fold`: of the events really stored, since its counts are added. */
export type HeadChange = {
  from: Head;
  fold: Fold;
  chainSeq: number;
  headHash: string;
  storedCount: number;
};

/** Locks the rows of the folds in one order for everybody, and creates those that are missing. */
export async function lockRemediations(tx: Db, folds: ReadonlyMap<string, Fold>): Promise<Map<string, Head>> {
  const rows = await lockRows(tx, [...folds.keys()]);
  return new Map(
    rows.map((row) => [
      row.correlation_id,
      {
        correlationId: row.correlation_id,
        chainSeq: Number(row.chain_seq),
        headHash: row.head_hash,
        foldState: row.fold_state,
        claims: undefined,
      },
    ]),
  );
}

export function newHead(correlationId: string): Head {
  return { correlationId, chainSeq: 0, headHash: null, foldState: "", claims: undefined };
}

/** `to`: the heads as they stand when the statements have succeeded, which they don't unless all stood at `from`. */
export type Moved = { statements: Statement[]; to: Head[] };

/** Moves of heads and models. Most only count, which needs neither the model's columns nor their names. */
function moveHeadsOf(changes: readonly HeadChange[]): Moved {
  const counted: HeadMove[] = [];
  const told: ModelMove[] = [];
  const to = changes.map((change) => {
    const { from, fold, chainSeq, headHash } = change;
    const claims = changedClaims(from, fold);
    if (claims === undefined) {
      counted.push(moveOf(change));
      return { correlationId: from.correlationId, chainSeq, headHash, foldState: from.foldState, claims: from.claims };
    }
    const foldState = encodeClaims(claims);
    const model = projectModel(from.correlationId, claims);
    told.push({ head: moveOf(change), model: { fold_state: foldState, ...model } });
    return { correlationId: from.correlationId, chainSeq, headHash, foldState, claims };
  });
  const statements = [counted.length > 0 && moveHeads(counted), told.length > 0 && moveModels(told)];
  return { statements: statements.filter((statement) => statement !== false), to };
}

/** Moves heads and models of locked rows; gives the heads as they stand then. */
export async function moveRemediations(tx: Db, changes: readonly HeadChange[]): Promise<Head[]> {
  const { statements, to } = moveHeadsOf(changes);
  await Promise.all(statements.map((statement) => send(tx, statement)));
  return to;
}

/**
 * The same without having locked anything: rows of chains without an event are created before. Two statements would each
 * take locks in order, and both together not: then everything is locked before.
 */
export function moveUnlocked(changes: readonly HeadChange[]): Moved {
  const sorted = [...changes].sort((a, b) => compareCodePoints(a.from.correlationId, b.from.correlationId));
  const unborn = sorted.filter(({ from }) => from.chainSeq === 0);
  const { statements, to } = moveHeadsOf(sorted);
  if (statements.length > 1) statements.unshift(lock(idsOf(sorted)));
  if (unborn.length > 0) statements.unshift(createMissing(idsOf(unborn)));
  return { statements, to };
}

function idsOf(changes: readonly HeadChange[]): string[] {
  return changes.map(({ from }) => from.correlationId);
}

function moveOf({ from, fold, chainSeq, headHash, storedCount }: HeadChange): HeadMove {
  return {
    correlation_id: from.correlationId,
    base_hash: from.headHash,
    base_state: from.foldState,
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

/** What is known afterwards, if that is more. */
function changedClaims(from: Head, fold: Fold): Claims | undefined {
  from.claims ??= decodeClaims(from.foldState);
  return saysMore(from.claims, fold.claims) ? mergeClaims(from.claims, fold.claims) : undefined;
}
