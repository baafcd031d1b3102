/**
 * Writes `prisma/schema.sql`: what a migrated database contains, read from the catalog, so that the sum of all migrations
 * can be read and reviewed in one file. The text depends on the schema only, not on names of logins or the order of files.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the committed dump is. */
export const schemaFile = fileURLToPath(new URL("schema.sql", import.meta.url));

/** Runs one statement and returns its rows. */
export type RunQuery = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** The schema of a database on PostgreSQL 18; other versions word some definitions differently. */
export async function dumpSchema(query: RunQuery): Promise<string> {
  const sections = [
    HEADER,
    await lines(query, MEMBERSHIPS),
    await lines(query, SCHEMA_GRANTS),
    ...(await tables(query)),
    await lines(query, SEQUENCE_GRANTS),
    ...(await functions(query)),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

type Line = { line: string };
type Table = { oid: string; name: string; definition: string };

const HEADER = `-- Schema after all migrations, written by prisma/dump-schema.ts. Do not edit: change a migration and write it anew.
-- Every object belongs to holdfast_owner.`;

const MEMBERSHIPS = `
  select format('grant %I to %I;', granted.rolname, member.rolname) as line
    from pg_auth_members m
    join pg_roles granted on granted.oid = m.roleid
    join pg_roles member on member.oid = m.member
   where granted.rolname like 'holdfast\\_%' and member.rolname like 'holdfast\\_%'
   group by granted.rolname, member.rolname order by 1`;

const SCHEMA_GRANTS = `
  select format('grant %s on schema public to %I;', string_agg(lower(privilege_type), ', ' order by privilege_type),
                grantee::regrole) as line
    from pg_namespace, aclexplode(nspacl)
   where nspname = 'public' and grantee <> 0 and grantee::regrole::text like 'holdfast\\_%'
   group by grantee order by 1`;

const SEQUENCE_GRANTS = `
  select format('grant %s on sequence %I to %I;', string_agg(lower(privilege_type), ', ' order by privilege_type),
                relname, grantee::regrole) as line
    from pg_class, aclexplode(relacl)
   where relnamespace = 'public'::regnamespace and relkind = 'S' and grantee <> relowner
   group by relname, grantee order by relname, grantee::regrole::text`;

const TABLES = `
  select c.oid::text as oid, c.relname as name,
         format(E'create table %I (\\n%s\\n)%s%s;', c.relname,
           (select string_agg(body, E',\\n' order by rank, position) from (
              select 1 as rank, a.attnum::int as position,
                     format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                       case when a.attcollation <> t.typcollation then ' collate ' || quote_ident(coll.collname) end,
                       case when a.attnotnull then ' not null' end,
                       ' default ' || pg_get_expr(d.adbin, d.adrelid)) as body
                from pg_attribute a
                join pg_type t on t.oid = a.atttypid
                left join pg_collation coll on coll.oid = a.attcollation
                left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
               where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
              union all
              select 2, row_number() over (order by con.contype, con.conname)::int,
                     format('  constraint %I %s', con.conname, pg_get_constraintdef(con.oid))
                from pg_constraint con
               where con.conrelid = c.oid and con.contype in ('c', 'f', 'p', 'u', 'x')) parts),
           ' partition by ' || pg_get_partkeydef(c.oid),
           ' with (' || array_to_string(c.reloptions, ', ') || ')') as definition
    from pg_class c
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
   order by c.relname`;

const INDEXES = `
  select pg_get_indexdef(i.indexrelid) || ';' as line
    from pg_index i join pg_class x on x.oid = i.indexrelid
   where i.indrelid = $1 and not exists (select from pg_constraint con where con.conindid = i.indexrelid)
   order by x.relname`;

const PARTITIONS = `
  select format('create table %I partition of %s %s;', p.relname, $1::oid::regclass, lower(pg_get_expr(p.relpartbound, p.oid))) as line
    from pg_inherits h join pg_class p on p.oid = h.inhrelid
   where h.inhparent = $1 order by length(p.relname), p.relname`;

/** Triggers of the table and those that its partitions do not inherit. */
const TRIGGERS = `
  select pg_get_triggerdef(t.oid) || ';' as line
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
   where not t.tgisinternal and t.tgparentid = 0
     and (c.oid = $1 or c.oid in (select inhrelid from pg_inherits where inhparent = $1))
   order by c.oid <> $1::oid, length(c.relname), c.relname, t.tgname`;

const COMMENTS = `
  select format('comment on %s is %L;', what, description) as line from (
    select description, objsubid,
           case objsubid when 0 then format('table %s', objoid::regclass)
                         else format('column %s.%I', objoid::regclass, (select attname from pg_attribute where attrelid = objoid and attnum = objsubid))
           end as what
      from pg_description where classoid = 'pg_class'::regclass and objoid = $1) d
   order by objsubid`;

/** The grants of a table and of its partitions: a partition with a grant of its own would be a hole. */
const GRANTS = `
  select format('grant %s on %I to %I;', string_agg(lower(privilege_type), ', ' order by privilege_type), relname,
                case grantee when 0 then 'public' else grantee::regrole::text end) as line
    from pg_class c, aclexplode(c.relacl)
   where (c.oid = $1 or c.oid in (select inhrelid from pg_inherits where inhparent = $1)) and grantee <> relowner
   group by relname, grantee order by relname, grantee::regrole::text`;

const COLUMN_GRANTS = `
  select format('grant %s (%s) on %I to %I;', lower(privilege_type), string_agg(quote_ident(attname), ', ' order by attnum),
                $1::oid::regclass, case grantee when 0 then 'public' else grantee::regrole::text end) as line
    from pg_attribute, aclexplode(attacl)
   where attrelid = $1 group by privilege_type, grantee order by privilege_type, grantee::regrole::text`;

const STRAY_OWNERS = `
  select format('-- %I belongs to %I', relname, relowner::regrole) as line
    from pg_class c
   where (c.oid = $1 or c.oid in (select inhrelid from pg_inherits where inhparent = $1)
          or c.oid in (select indexrelid from pg_index where indrelid = $1))
     and relowner::regrole::text <> 'holdfast_owner' order by relname`;

const FUNCTIONS = `
  select pg_get_functiondef(p.oid) || E';' || coalesce((
           select E'\\n' || string_agg(format('%s execute on function %I(%s) %s %s;',
                    case when grantee is null then 'revoke' else 'grant' end, p.proname,
                    pg_get_function_identity_arguments(p.oid), case when grantee is null then 'from' else 'to' end,
                    coalesce(grantee::regrole::text, 'public')), E'\\n' order by grantee nulls first)
             from (select null::oid as grantee where p.proacl is not null and not exists (select from aclexplode(p.proacl) where grantee = 0)
                   union all
                   select a.grantee from aclexplode(p.proacl) a where a.grantee not in (0, p.proowner)) g), '') as line
    from pg_proc p
   where p.pronamespace = 'public'::regnamespace
     and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
   order by p.proname, pg_get_function_identity_arguments(p.oid)`;

async function tables(query: RunQuery): Promise<string[]> {
  const found = await query<Table>(TABLES);
  const written: string[] = [];
  for (const table of found) {
    const parts = [table.definition];
    for (const text of [INDEXES, PARTITIONS, TRIGGERS, GRANTS, COLUMN_GRANTS, STRAY_OWNERS, COMMENTS]) {
      parts.push(await lines(query, text, [table.oid]));
    }
    written.push(parts.filter((part) => part !== "").join("\n"));
  }
  return written;
}

async function functions(query: RunQuery): Promise<string[]> {
  return (await query<Line>(FUNCTIONS)).map(({ line }) => line.replace(/\n;/, ";"));
}

async function lines(query: RunQuery, text: string, values: readonly unknown[] = []): Promise<string> {
  return (await query<Line>(text, values)).map(({ line }) => line).join("\n");
}

async function main(): Promise<void> {
  const { testDatabase } = await import("../src/testing/database");
  const database = await testDatabase();
  try {
    writeFileSync(schemaFile, await dumpSchema(database.owner.query));
    process.stdout.write(`wrote ${schemaFile}\n`);
  } finally {
    await database.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
