import type { Db } from "@/server/infra/db";
import type { TestDatabase } from "@/testing/database";
import { findServer } from "@/testing/database-server";
import { execute } from "@/testing/database-template";
import { SPECIFIED, SPECIFIED_WITH_OUR_INDEXES } from "./specified-table";

export type Tables = {
  /** Every measurement starts from empty tables with a checkpoint behind it. */
  empty(): Promise<void>;
  /** The pending lists of the GIN indexes, which a plain insert leaves to somebody later. */
  flushPendingLists(table: string): Promise<void>;
  count(): Promise<number>;
  /** Processor time of the connections to this database so far, by process. */
  backends(): Promise<number[]>;
};

export function benchTables({ owner }: Pick<TestDatabase, "owner">): Tables {
  return {
    async empty() {
      await emptyProduct(owner);
      await owner.query(`truncate ${SPECIFIED}, ${SPECIFIED_WITH_OUR_INDEXES}`);
      await checkpoint();
    },
    async flushPendingLists(table) {
      await owner.query(
        `select gin_clean_pending_list(i.indexrelid)
           from pg_partition_tree('${table}') t
           join pg_index i on i.indrelid = t.relid
           join pg_class c on c.oid = i.indexrelid
           join pg_am a on a.oid = c.relam and a.amname = 'gin'
          where t.isleaf and pg_relation_size(t.relid) > 0`,
      );
    },
    async count() {
      const row = await owner.one<{ count: string }>("select count(*) from audit_events");
      return Number(row?.count ?? 0);
    },
    async backends() {
      const rows = await owner.query<{ pid: number }>(
        "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
      return rows.map(({ pid }) => pid);
    },
  };
}

/** The guards against emptying the ledger are the owner's to lift, in this throw-away database only. */
async function emptyProduct(owner: Db): Promise<void> {
  await owner.query(`do $$
    declare part regclass;
    begin
      for part in select relid from pg_partition_tree('audit_events') loop
        execute format('alter table %s disable trigger user', part);
      end loop;
      alter table remediations disable trigger user;
      truncate audit_events, remediations, ingest_receipts;
      alter table remediations enable trigger user;
      for part in select relid from pg_partition_tree('audit_events') loop
        execute format('alter table %s enable trigger user', part);
      end loop;
    end $$`);
}

/**
 * What earlier windows have left to be written is written then, and both sides pay for full pages alike. Only the server's own
 * administrator or a member of `pg_checkpoint` may ask for it; without that right the spread is larger, and it is said.
 */
async function checkpoint(): Promise<void> {
  await execute((await findServer()).adminUrl, "checkpoint").catch((error: unknown) => {
    process.stderr.write(`no checkpoint before this window: ${String(error)}\n`);
  });
}
