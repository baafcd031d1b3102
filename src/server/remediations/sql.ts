import type { RemediationFilters, RemediationRow, RemediationSort } from "@/contracts/remediations";
import { plainArray, textArray } from "@/server/infra/array-literal";
import type { Ctx } from "@/server/infra/context";
import type { Db } from "@/server/infra/db";
import { type Statement, send } from "@/server/infra/db-pipeline";
import { HEAD_COLUMNS, type HeadMove, MODEL_COLUMNS, modelColumns, rfc3339 } from "./columns";
import type { Position } from "./cursor";
import { boundConditions, facetConditions, IS_HELD, listedFor, Parameters, shownPlace, visibleTo } from "./sql-filters";

export type LockedRow = {
  correlation_id: string;
  chain_seq: string;
  head_hash: string | null;
  fold_state: string;
  rebuild_count: number;
};

const CREATE_MISSING = `
insert into remediations (correlation_id)
select id from unnest($1::text[]) as id
 where not exists (select from remediations r where r.correlation_id = id)
 order by id collate "C"
on conflict (correlation_id) do nothing`;

const LOCK = `
select correlation_id, chain_seq, head_hash, fold_state, rebuild_count
  from remediations
 where correlation_id = any($1::text[])
 order by correlation_id
   for no key update`;

/** Creates rows that are missing, in order of their ids. */
export function createMissing(correlationIds: readonly string[]): Statement {
  return { name: "remediations_create", text: CREATE_MISSING, values: [textArray(correlationIds)] };
}

/** Locks rows in order of their ids. */
function lock(correlationIds: readonly string[]): Statement {
  return { name: "remediations_lock", text: LOCK, values: [textArray(correlationIds)] };
}

/**
 * First all that is missing, then all locks, each in order of the ids: whoever waits for a new row holds only new rows
 * before it, and whoever waits for a lock meets only holders of later ones, so no two can wait for each other.
 * An upsert that changes nothing would do it in one statement, but leaves a dead version of every row.
 */
export async function lockRows(tx: Db, correlationIds: readonly string[]): Promise<LockedRow[]> {
  const [, locked] = await Promise.all([
    send(tx, createMissing(correlationIds)),
    send<LockedRow>(tx, lock(correlationIds)),
  ]);
  return locked;
}

/** What every event moves. */
const HEAD = `
    chain_seq = m.chain_seq,
    head_hash = m.head_hash,
    event_count = r.event_count + m.stored,
    failure_count = r.failure_count + m.failures,
    duplicate_signals = r.duplicate_signals + m.repeats,
    started_at = case when r.chain_seq = 0 then m.started_at else least(r.started_at, m.started_at) end,
    first_event_date = case when r.chain_seq = 0 then m.first_date else least(r.first_event_date, m.first_date) end,
    last_event_at = case when r.chain_seq = 0 then m.last_at else greatest(r.last_event_at, m.last_at) end,
    last_event_date = case when r.chain_seq = 0 then m.last_date else greatest(r.last_event_date, m.last_date) end`;
const headColumns = Object.keys(HEAD_COLUMNS) as (keyof typeof HEAD_COLUMNS)[];

/** Of rows without a model it stays as it is. */
const MODEL = ["fold_state", ...modelColumns].map(
  (column) => `${column} = case when m.fold_state is null then r.${column} else m.${column} end`,
);

/**
 * Fails unless every row stands where its move starts from, and remembers what the move takes for known: a rebuild may have
 * made it forget that, and then also a move that only counted would have something to tell.
 * Rows come by columns, since reading JSON would cost PostgreSQL a quarter more.
 */
function moveAll(assignments: string, columns: Readonly<Record<string, string>>): string {
  const arrays = Object.values(columns).map((type, index) => `$${index + 2}::${type}[]`);
  return `
with moved as (
  update remediations r set ${assignments}
    from unnest(${arrays.join(", ")})
      as m(${Object.keys(columns).join(", ")})
   where r.correlation_id = m.correlation_id and r.head_hash is not distinct from m.base_hash
     and r.rebuild_count = m.base_rebuild_count
  returning 1)
select require_same((select count(*) from moved)::text, $1)`;
}

const COUNT = moveAll(HEAD, HEAD_COLUMNS);
const TELL = moveAll([HEAD, ...MODEL].join(",\n    "), { ...HEAD_COLUMNS, fold_state: "text", ...MODEL_COLUMNS });

/** Moves rows, with the models of those that have one. Where none has, a shorter statement does it. */
export function moveHeads(moves: readonly HeadMove[]): Statement {
  const heads = headColumns.map((column) =>
    arrayOf(
      HEAD_COLUMNS[column],
      moves.map((move) => move[column]),
    ),
  );
  const values = [String(moves.length), ...heads];
  if (moves.every(({ model }) => model === undefined)) {
    return { name: "remediations_count", text: COUNT, values };
  }
  values.push(textArray(moves.map(({ model }) => model?.foldState ?? null)));
  for (const column of modelColumns) {
    values.push(
      arrayOf(
        MODEL_COLUMNS[column],
        moves.map(({ model }) => model?.columns[column] ?? null),
      ),
    );
  }
  return { name: "remediations_tell", text: TELL, values };
}

function arrayOf(type: string, values: readonly (string | number | boolean | null)[]): string {
  return type === "text" ? textArray(values as (string | null)[]) : plainArray(values);
}

const time = (column: string) => rfc3339(`r.${column}`);

/** A row as the contract names it. */
const ROW = `
    r.correlation_id as "correlationId", r.kind, r.signal_name as "signalName", r.severity, r.environment, r.priority,
    ${shownPlace.namespace} as namespace, ${shownPlace.cluster} as "clusterName", r.target_kind as "targetKind", r.target_name as "targetName",
    r.fingerprint, r.phase, r.is_open as "isOpen", r.outcome, r.approval,
    ${time("approval_requested_at")} as "approvalRequestedAt", ${time("approval_decided_at")} as "approvalDecidedAt",
    r.workflow_id as "workflowId", r.workflow_name as "workflowName", r.workflow_version as "workflowVersion",
    r.confidence, ${time("analysis_started_at")} as "analysisStartedAt", ${time("analysis_ended_at")} as "analysisEndedAt",
    ${time("started_at")} as "startedAt", ${time("ended_at")} as "endedAt", ${time("last_event_at")} as "lastEventAt",
    r.first_event_date as "firstEventDate", r.last_event_date as "lastEventDate",
    r.event_count as "eventCount", r.failure_count as "failureCount", r.duplicate_signals as "duplicateSignals",
    r.chain_seq as "chainSeq", ${IS_HELD} as "isHeld"`;

type SelectedRow = Omit<RemediationRow, "eventCount" | "chainSeq"> & { eventCount: string; chainSeq: string };

/** The model writes only words of the contract, so the row is taken as it comes. */
function rowOf(row: SelectedRow): RemediationRow {
  return { ...row, eventCount: Number(row.eventCount), chainSeq: Number(row.chainSeq) };
}

const ORDER: Readonly<Record<RemediationSort, { column: string; direction: "asc" | "desc" }>> = {
  started_desc: { column: "started_at", direction: "desc" },
  started_asc: { column: "started_at", direction: "asc" },
  activity_desc: { column: "last_event_at", direction: "desc" },
};

export type PageQuery = { filters: RemediationFilters; sort: RemediationSort; after: Position | null; limit: number };

/** Rows behind a position, in one order. Each page is one index range, however far it lies from the first. */
export async function selectPage(ctx: Ctx, { filters, sort, after, limit }: PageQuery): Promise<RemediationRow[]> {
  const { text, values } = pageStatement(ctx, { filters, sort, after, limit });
  return (await ctx.db.query<SelectedRow>(text, values)).map(rowOf);
}

export function pageStatement(ctx: Pick<Ctx, "principal">, query: PageQuery): { text: string; values: unknown[] } {
  const { column, direction } = ORDER[query.sort];
  const parameters = new Parameters();
  const conditions = [
    listedFor(ctx.principal, "audit:read", parameters.add),
    ...boundConditions(query.filters, parameters),
    ...facetConditions(query.filters, parameters).values(),
  ];
  if (query.after) {
    const [at, id] = [parameters.add(query.after.at), parameters.add(query.after.correlationId)];
    conditions.push(`(r.${column}, r.correlation_id) ${direction === "desc" ? "<" : ">"} (${at}::timestamptz, ${id})`);
  }
  const text = `select ${ROW}
  from remediations r
 where ${conditions.join("\n   and ")}
 order by r.${column} ${direction}, r.correlation_id ${direction}
 limit ${parameters.add(query.limit)}`;
  return { text, values: parameters.values };
}

/** The row, or its owner's when the id is an alias of one. */
export async function findRow(ctx: Ctx, correlationId: string): Promise<RemediationRow | undefined> {
  const parameters = new Parameters();
  const id = parameters.add(correlationId);
  const row = await ctx.db.one<SelectedRow>(
    `select ${ROW}
  from remediations r
 where r.correlation_id = any(array[${id}::varchar,
         (select a.alias_of from remediations a where a.correlation_id = ${id})])
   and ${visibleTo(ctx.principal, "audit:read", parameters.add)}
 order by r.correlation_id = ${id}
 limit 1`,
    parameters.values,
  );
  return row && rowOf(row);
}

const NEIGHBOURS_MAX = 20;

/** Remediations whose ids stand next to a text in alphabetical order. */
export async function selectNeighbours(ctx: Ctx, text: string): Promise<string[]> {
  const parameters = new Parameters();
  const near = parameters.add(text);
  const visible = visibleTo(ctx.principal, "audit:read", parameters.add);
  const side = (comparison: string, direction: string) => `
  select * from (select r.* from remediations r where r.correlation_id ${comparison} ${near} and ${visible}
                  order by r.correlation_id ${direction} limit ${NEIGHBOURS_MAX}) r`;
  const rows = await ctx.db.query<{ id: string }>(
    `select distinct coalesce(r.alias_of, r.correlation_id) as id
  from (${side(">=", "asc")} union all ${side("<", "desc")}) n
  join remediations r on r.correlation_id = n.correlation_id
 where r.kind in ('remediation', 'alias') and ${visible}`,
    parameters.values,
  );
  return rows.map((row) => row.id);
}
