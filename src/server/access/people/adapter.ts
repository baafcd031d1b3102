import {
  type AdapterFactory,
  type CustomAdapter,
  createAdapterFactory,
  type DBTransactionAdapter,
} from "better-auth/adapters";
import { APIError } from "better-auth/api";
import type { BetterAuthOptions } from "better-auth/types";
import type { Db } from "@/server/infra/db";
import { type AuthRow, authSql } from "./sql-auth";

/** What the sign-in library has changed, told inside the transaction that changes it. */
export type AuthChange = { table: string; kind: "created" | "changed" | "removed"; rows: AuthRow[]; fields: string[] };
export type RecordChange = (change: AuthChange) => Promise<void>;

/** Changes here are evidence. Counters of attempts and one-time values are not. */
const RECORDED = new Set(["people", "people_accounts", "people_sessions", "two_factors"]);

/**
 * The library's door to our tables. A change and its record are one transaction: its own `after` hooks run when
 * the change is already committed, so a record that fails there could not undo it.
 */
export function createAuthAdapter(db: Db, record: RecordChange) {
  const factory = (isInside: boolean): AdapterFactory<BetterAuthOptions> =>
    createAdapterFactory({
      config: {
        adapterId: "holdfast",
        supportsDates: false,
        supportsArrays: true,
        supportsNumericIds: false,
        // Every statement of our Db joins the transaction that is open around it.
        transaction: isInside
          ? false
          : <R>(work: (trx: DBTransactionAdapter<BetterAuthOptions>) => Promise<R>) => db.tx(() => work(inside())),
      },
      adapter: ({ getFieldName }) => customAdapter(db, record, getFieldName),
    });
  let options: BetterAuthOptions = {};
  const inside = () => factory(true)(options);
  return (given: BetterAuthOptions) => {
    options = given;
    return factory(false)(given);
  };
}

type FieldName = (named: { model: string; field: string }) => string;

function customAdapter(db: Db, record: RecordChange, fieldName: FieldName): CustomAdapter {
  const sql = authSql(db);
  const recorded = async (
    table: string,
    kind: AuthChange["kind"],
    fields: string[],
    work: () => Promise<AuthRow[]>,
  ) => {
    if (!RECORDED.has(table)) return guarded(work);
    const withRecord = async () => {
      const rows = await work();
      if (rows.length > 0) await record({ table, kind, rows, fields });
      return rows;
    };
    return guarded(() => db.tx(withRecord));
  };
  const change: typeof sql.update = (table, where, asked) => {
    const fields = [...Object.keys(asked.set ?? {}), ...Object.keys(asked.add ?? {})];
    return recorded(table, "changed", fields, () => sql.update(table, where, asked));
  };
  const remove: typeof sql.remove = (table, where, isOne) =>
    recorded(table, "removed", [], () => sql.remove(table, where, isOne));
  return {
    create: async ({ model, data }) => {
      const rows = await recorded(model, "created", Object.keys(data), async () => some(await sql.insert(model, data)));
      return asAsked(rows[0]);
    },
    findOne: async ({ model, where }) =>
      asAsked((await guarded(() => sql.select(model, { where, limit: 1 })))[0] ?? null),
    findMany: async ({ model, where = [], sortBy, limit, offset }) => {
      // Of all that the library hands over, only this one is still in its own words.
      const order = sortBy && { ...sortBy, field: fieldName({ model, field: sortBy.field }) };
      return asAsked(await guarded(() => sql.select(model, { where, limit, offset, sortBy: order })));
    },
    count: ({ model, where = [] }) => guarded(() => sql.count(model, where)),
    update: async ({ model, where, update }) =>
      asAsked((await change(model, where, { set: asAsked<AuthRow>(update), isOne: true }))[0] ?? null),
    updateMany: async ({ model, where, update }) => (await change(model, where, { set: update, isOne: false })).length,
    delete: async ({ model, where }) => void (await remove(model, where, true)),
    deleteMany: async ({ model, where }) => (await remove(model, where, false)).length,
    consumeOne: async ({ model, where }) => asAsked((await remove(model, where, true))[0] ?? null),
    incrementOne: async ({ model, where, increment, set }) =>
      asAsked((await change(model, where, { set, add: increment, isOne: true }))[0] ?? null),
  };
}

/** The library prints whatever it does not know, statement and all; this it answers with 500, and the cause goes to our log. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof APIError) throw cause;
    const words = { code: "INTERNAL", message: "Something failed here. Try again." };
    throw Object.assign(new APIError("INTERNAL_SERVER_ERROR", words), { cause });
  }
}

function some(row: AuthRow | undefined): AuthRow[] {
  return row === undefined ? [] : [row];
}

/** The library states the shape of its rows at each call; the tables were made to fit it. */
function asAsked<T>(value: unknown): T {
  return value as T;
}
