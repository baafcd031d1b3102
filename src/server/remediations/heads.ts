import type { Db } from "@/server/infra/db";
import { MODEL_COLUMNS, modelColumns } from "./columns";
import { decodeClaims, encodeClaims, type Fold, mergeClaims, projectModel } from "./fold";

/** A row under lock. `chainSeq` 0 and `headHash` null: the lock has just created it. */
export type LockedRemediation = {
  correlationId: string;
  chainSeq: number;
  headHash: string | null;
  eventCount: number;
  readonly foldState: string;
};

/** One correlation whose head moves. `fold`: of the events really stored, since its counts are added. */
export type RemediationMove = {
  locked: LockedRemediation;
  fold: Fold;
  chainSeq: number;
  headHash: string;
  storedCount: number;
};

const LOCK = `
insert into remediations (correlation_id)
select id from json_array_elements_text($1::json) as id order by id collate "C"
on conflict (correlation_id) do update set chain_seq = remediations.chain_seq
returning correlation_id, chain_seq, head_hash, event_count, fold_state`;

type LockRow = {
  correlation_id: string;
  chain_seq: string;
  head_hash: string | null;
  event_count: string;
  fold_state: string;
};

/** Locks the rows of the folds in one order for everybody, and creates those that are missing. */
export async function lockRemediations(
  tx: Db,
  folds: ReadonlyMap<string, Fold>,
): Promise<Map<string, LockedRemediation>> {
  const rows = await tx.query<LockRow>(LOCK, [JSON.stringify([...folds.keys()])], { name: "remediations_lock" });
  return new Map(rows.map((row) => [row.correlation_id, lockedOf(row)]));
}

function lockedOf(row: LockRow): LockedRemediation {
  return {
    correlationId: row.correlation_id,
    chainSeq: Number(row.chain_seq),
    headHash: row.head_hash,
    eventCount: Number(row.event_count),
    foldState: row.fold_state,
  };
}

export async function moveRemediations(tx: Db, moves: readonly RemediationMove[]): Promise<void> {
  await tx.query(moveStatement("$1"), [moveParameter(moves)], { name: "remediations_move" });
}

/** The update of heads and models, for use alone or as a part of the statement that inserts the events. */
export function moveStatement(placeholder: string): string {
  const record = modelColumns.map((column) => `${column} ${MODEL_COLUMNS[column]}`).join(", ");
  const model = modelColumns
    .map((column) => `${column} = case when m.fold_state is null then r.${column} else m.${column} end`)
    .join(",\n    ");
  return `
update remediations r set
    chain_seq = m.chain_seq,
    head_hash = m.head_hash,
    event_count = r.event_count + m.stored,
    failure_count = r.failure_count + m.failures,
    duplicate_signals = r.duplicate_signals + m.repeats,
    started_at = case when r.chain_seq = 0 then m.started_at else least(r.started_at, m.started_at) end,
    first_event_date = case when r.chain_seq = 0 then m.first_date else least(r.first_event_date, m.first_date) end,
    last_event_at = case when r.chain_seq = 0 then m.last_at else greatest(r.last_event_at, m.last_at) end,
    last_event_date = case when r.chain_seq = 0 then m.last_date else greatest(r.last_event_date, m.last_date) end,
    fold_state = coalesce(m.fold_state, r.fold_state),
    ${model}
from json_to_recordset(${placeholder}::json) as m(
    correlation_id text, chain_seq bigint, head_hash text, stored bigint, failures integer, repeats integer,
    started_at timestamptz, first_date date, last_at timestamptz, last_date date, fold_state text, ${record})
where r.correlation_id = m.correlation_id`;
}

/** The moves as one JSON text. A model is sent only when the batch changed it: most batches only count. */
export function moveParameter(moves: readonly RemediationMove[]): string {
  return JSON.stringify(moves.map(moveRow));
}

function moveRow({ locked, fold, chainSeq, headHash, storedCount }: RemediationMove) {
  const claims = mergeClaims(decodeClaims(locked.foldState), fold.claims);
  const state = encodeClaims(claims);
  const model = state === locked.foldState ? {} : { fold_state: state, ...projectModel(locked.correlationId, claims) };
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
    ...model,
  };
}
