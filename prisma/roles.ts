import type pg from "pg";

/**
 * owner: owns every object, cannot log in. migrator: may become the owner. app: what the server runs as.
 * Where logins are issued outside, they are made members of `holdfast_migrator` or `holdfast_app`.
 */
const ROLES = ["holdfast_owner", "holdfast_migrator", "holdfast_app"] as const;

export async function ensureRoles(client: pg.Client, log: (line: string) => void): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>("select rolname from pg_roles where rolname = any($1)", [
    ROLES,
  ]);
  const present = new Set(rows.map((row) => row.rolname));
  for (const role of ROLES.filter((name) => !present.has(name))) {
    await createRole(client, role);
    log(`created role ${role}`);
  }
  await refuseUnsafeApp(client);
  const { rows: memberships } = await client.query<{ linked: boolean }>(
    "select pg_has_role('holdfast_migrator', 'holdfast_owner', 'member') as linked",
  );
  if (memberships[0]?.linked === true) return;
  try {
    await client.query("grant holdfast_owner to holdfast_migrator");
  } catch (error) {
    throw refusal(
      "make holdfast_migrator a member of holdfast_owner",
      "grant holdfast_owner to holdfast_migrator",
      error,
    );
  }
}

/** Takes on the owner's identity for the rest of the session. */
export async function becomeOwner(client: pg.Client): Promise<void> {
  if (await tryBecomeOwner(client)) return;
  try {
    await client.query("do $$ begin execute format('grant holdfast_owner to %I', current_user); end $$");
  } catch (error) {
    throw refusal("become holdfast_owner", "grant holdfast_owner to <this login>", error);
  }
  if (await tryBecomeOwner(client)) return;
  throw refusal("become holdfast_owner", "grant holdfast_owner to <this login> with set true", undefined);
}

/** The owner makes its objects in `public`, which belongs to the owner of the database. */
export async function grantSchema(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ ready: boolean }>(
    `select has_schema_privilege('holdfast_owner', 'public', 'create')
            and has_schema_privilege('holdfast_app', 'public', 'usage')
            and not has_schema_privilege('holdfast_app', 'public', 'create') as ready`,
  );
  if (rows[0]?.ready === true) return;
  try {
    await client.query("grant create, usage on schema public to holdfast_owner");
    await client.query("grant usage on schema public to holdfast_app");
    // Databases that come from before PostgreSQL 15 let everyone create objects here, the application included.
    await client.query("revoke create on schema public from public, holdfast_app");
  } catch (error) {
    throw refusal("let holdfast_owner create objects", "grant create, usage on schema public to holdfast_owner", error);
  }
}

async function createRole(client: pg.Client, role: string): Promise<void> {
  try {
    await client.query(`create role ${role} nologin nosuperuser nocreatedb nocreaterole`);
  } catch (error) {
    const code = sqlState(error);
    // Roles belong to the whole server: a migrator of another database may have been faster.
    if (code === "42710" || code === "23505") return;
    throw refusal(`create the role ${role}`, `create role ${role}`, error);
  }
}

async function refuseUnsafeApp(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ unsafe: boolean }>(
    `select rolsuper or pg_has_role('holdfast_app', 'holdfast_owner', 'member') as unsafe
       from pg_roles where rolname = 'holdfast_app'`,
  );
  if (rows[0]?.unsafe !== true) return;
  throw new Error(
    "holdfast_app is a superuser or a member of holdfast_owner: it could rewrite the ledger. Take that away first.",
  );
}

async function tryBecomeOwner(client: pg.Client): Promise<boolean> {
  try {
    await client.query("set role holdfast_owner");
    return true;
  } catch (error) {
    if (sqlState(error) === "42501") return false;
    throw error;
  }
}

function refusal(act: string, statement: string, cause: unknown): Error {
  const reason = cause instanceof Error ? ` (${cause.message})` : "";
  return new Error(`This login may not ${act}${reason}. Have an administrator run: ${statement};`, { cause });
}

function sqlState(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
