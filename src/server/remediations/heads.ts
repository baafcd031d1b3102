import { compareCodePoints } from "@/lib/text";
import type { Db } from "@/server/infra/db";
import { type Statement, send } from "@/server/infra/db-pipeline";
import type { HeadMove } from "./columns";
import { type Claims, decodeClaims, encodeClaims, type Fold, mergeClaims, projectModel, saysMore } from "./fold";
import { createMissing, lockRows, moveHeads } from "./sql";

/** Where a chain stands and what its model remembers. `chainSeq` 0 and `headHash` null: it has no event yet. */
export type Head = {
  correlationId: string;
  chainSeq: number;
  headHash: string | null;
  /** How often the model had been rebuilt when `claims` were read. */
  rebuildCount: number;
  claims: Claims;
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
        rebuildCount: row.rebuild_count,
        claims: decodeClaims(row.fold_state),
      },
    ]),
  );
}

export function newHead(correlationId: string): Head {
  return { correlationId, chainSeq: 0, headHash: null, rebuildCount: 0, claims: {} };
}

/** `to`: the heads as they stand when the statements have succeeded, which they don't unless all stood at `from`. */
export type Moved = { statements: Statement[]; to: Head[] };

/** Moves heads and models of locked rows; gives the heads as they stand then. */
export async function moveRemediations(tx: Db, changes: readonly HeadChange[]): Promise<Head[]> {
  const { statements, to } = moveHeadsOf(changes);
  await Promise.all(statements.map((statement) => send(tx, statement)));
  return to;
}

/**
 * The same without having locked anything: rows of chains without an event are created before. One statement takes its locks
 * in the order of its rows, which is the same for everybody.
 */
export function moveUnlocked(changes: readonly HeadChange[]): Moved {
  const sorted = [...changes].sort((a, b) => compareCodePoints(a.from.correlationId, b.from.correlationId));
  const unborn = sorted.filter(({ from }) => from.chainSeq === 0);
  const { statements, to } = moveHeadsOf(sorted);
  if (unborn.length > 0) statements.unshift(createMissing(unborn.map(({ from }) => from.correlationId)));
  return { statements, to };
}

function moveHeadsOf(changes: readonly HeadChange[]): Moved {
  if (changes.length === 0) return { statements: [], to: [] };
  const moves: HeadMove[] = [];
  const to: Head[] = [];
  for (const change of changes) {
    const { from, fold, chainSeq, headHash } = change;
    const { correlationId, rebuildCount } = from;
    const isMore = saysMore(from.claims, fold.claims);
    const claims = isMore ? mergeClaims(from.claims, fold.claims) : from.claims;
    moves.push(moveOf(change, isMore ? modelOf(correlationId, claims) : undefined));
    to.push({ correlationId, chainSeq, headHash, rebuildCount, claims });
  }
  return { statements: [moveHeads(moves)], to };
}

function modelOf(correlationId: string, claims: Claims): HeadMove["model"] {
  return { columns: projectModel(correlationId, claims), foldState: encodeClaims(claims) };
}

function moveOf({ from, fold, chainSeq, headHash, storedCount }: HeadChange, model: HeadMove["model"]): HeadMove {
  return {
    correlation_id: from.correlationId,
    base_hash: from.headHash,
    base_rebuild_count: from.rebuildCount,
    chain_seq: chainSeq,
    head_hash: headHash,
    stored: storedCount,
    failures: fold.failureCount,
    repeats: fold.duplicateSignals,
    started_at: fold.startedAt,
    first_date: fold.startedAt.slice(0, 10),
    last_at: fold.lastEventAt,
    last_date: fold.lastEventAt.slice(0, 10),
    model,
  };
}
