import { startPostgres } from "../../scripts/postgres/server.mjs";

export type TestServer = {
  /** A role that may create databases, on a database that always exists. */
  adminUrl: string;
  appUrl(database: string): string;
  migrateUrl(database: string): string;
};

let found: Promise<TestServer> | undefined;

/** The server of DATABASE_URL and MIGRATE_DATABASE_URL, else the embedded one. */
export function findServer(): Promise<TestServer> {
  found ??= connect();
  return found;
}

async function connect(): Promise<TestServer> {
  const { DATABASE_URL: app, MIGRATE_DATABASE_URL: migrate, HOLDFAST_LEASED: leased } = process.env;
  if (app && migrate) return describeServer(migrate, { app, migrate });
  const { urls } = await startPostgres({ keep: leased === undefined });
  return describeServer(urls.admin, urls);
}

function describeServer(adminUrl: string, urls: { app: string; migrate: string }): TestServer {
  return {
    adminUrl,
    appUrl: (database) => withDatabase(urls.app, database),
    migrateUrl: (database) => withDatabase(urls.migrate, database),
  };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
