import type { CleanedWhere } from "better-auth/adapters";
import type { Db } from "@/server/infra/db";

export type AuthRow = Record<string, unknown>;

/**
 * Statements for the sign-in library, which says what it wants in its own words: table, columns, conditions.
 * Values are always parameters, and a name that is not one of ours never becomes part of a statement.
 */
export function authSql(db: Db) {
  return {
    insert: (table: string, data: AuthRow) => {
      const columns = Object.keys(data).map(name);
      const marks = columns.map((_, index) => `$${index + 1}`);
      const text = `insert into ${name(table)} (${columns.join(", ")}) values (${marks.join(", ")}) returning *`;
      return db.one<AuthRow>(text, Object.values(data));
    },
    select: (table: string, options: SelectOptions) => {
      const values: unknown[] = [];
      const where = condition(options.where, values);
      const { sortBy } = options;
      const order =
        sortBy === undefined ? "" : `order by ${name(sortBy.field)} ${sortBy.direction === "desc" ? "desc" : "asc"}`;
      const range = `limit ${whole(options.limit)} offset ${whole(options.offset ?? 0)}`;
      return db.query<AuthRow>(`select * from ${name(table)} where ${where} ${order} ${range}`, values);
    },
    count: async (table: string, where: readonly CleanedWhere[]) => {
      const values: unknown[] = [];
      const text = `select count(*)::int as found from ${name(table)} where ${condition(where, values)}`;
      return (await db.one<{ found: number }>(text, values))?.found ?? 0;
    },
    update: (table: string, where: readonly CleanedWhere[], change: Change) => {
      const values: unknown[] = [];
      const assign = [
        ...Object.entries(change.set ?? {}).map(([column, value]) => `${name(column)} = $${values.push(value)}`),
        ...Object.entries(change.add ?? {}).map(
          ([column, delta]) => `${name(column)} = ${name(column)} + $${values.push(delta)}`,
        ),
      ];
      const text = `update ${name(table)} set ${assign.join(", ")} where ${which(table, where, values, change.isOne)} returning *`;
      return db.query<AuthRow>(text, values);
    },
    remove: (table: string, where: readonly CleanedWhere[], isOne: boolean) => {
      const values: unknown[] = [];
      return db.query<AuthRow>(
        `delete from ${name(table)} where ${which(table, where, values, isOne)} returning *`,
        values,
      );
    },
  };
}

export type SelectOptions = {
  where: readonly CleanedWhere[];
  limit: number;
  offset?: number;
  sortBy?: { field: string; direction: "asc" | "desc" };
};

export type Change = { set?: AuthRow; add?: Record<string, number>; isOne: boolean };

/** One row at most: it is locked first, and whoever waited for it finds it changed or gone. */
function which(table: string, where: readonly CleanedWhere[], values: unknown[], isOne: boolean): string {
  const found = condition(where, values);
  return isOne ? `id in (select id from ${name(table)} where ${found} limit 1 for update)` : found;
}

function condition(where: readonly CleanedWhere[], values: unknown[]): string {
  const all = where.filter((part) => part.connector === "AND").map((part) => comparison(part, values));
  const any = where.filter((part) => part.connector === "OR").map((part) => comparison(part, values));
  if (any.length > 0) all.push(`(${any.join(" or ")})`);
  return all.length === 0 ? "true" : all.join(" and ");
}

function comparison({ field, operator, value, mode }: CleanedWhere, values: unknown[]): string {
  const fold = (text: string) => (mode === "insensitive" && isText(value) ? `lower(${text})` : text);
  const column = fold(name(field));
  if (value === null) return `${name(field)} is ${operator === "ne" ? "not null" : "null"}`;
  const param = (given: unknown) => fold(`$${values.push(given)}`);
  switch (operator) {
    case "in":
      return `${name(field)} = any($${values.push(value)})`;
    case "not_in":
      return `${name(field)} <> all($${values.push(value)})`;
    case "contains":
      return `position(${param(String(value))}::text in ${column}) > 0`;
    case "starts_with":
      return `starts_with(${column}, ${param(String(value))})`;
    case "ends_with":
      return `right(${column}, length($${values.push(String(value))})) = ${param(String(value))}`;
    default:
      return `${column} ${OPERATORS[operator]} ${param(value)}`;
  }
}

const OPERATORS = { eq: "=", ne: "<>", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;

function isText(value: CleanedWhere["value"]): boolean {
  return typeof value === "string";
}

function whole(value: number): number {
  return Math.max(0, Math.trunc(value));
}

function name(given: string): string {
  if (!/^[a-z_]{1,60}$/.test(given)) throw new Error(`${JSON.stringify(given)} is not a name of a table or column`);
  return given;
}
