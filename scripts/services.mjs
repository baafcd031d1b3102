import { leasePostgres } from "./postgres/server.mjs";

/**
 * The database of this command: the one that the environment names, else the embedded one, which runs until `release`.
 * @returns {Promise<{ env: Record<string, string>, appUrl: string, canMigrate: boolean, isEmbedded: boolean, release(): Promise<void> }>}
 */
export async function openDatabase() {
  const { DATABASE_URL, MIGRATE_DATABASE_URL, DATABASE_URL_FILE, MIGRATE_DATABASE_URL_FILE } = process.env;
  if (DATABASE_URL || DATABASE_URL_FILE) {
    const canMigrate = Boolean(MIGRATE_DATABASE_URL || MIGRATE_DATABASE_URL_FILE);
    return { env: {}, appUrl: DATABASE_URL ?? "", canMigrate, isEmbedded: false, release: async () => {} };
  }
  const { urls, release } = await leasePostgres();
  const env = { DATABASE_URL: urls.app, MIGRATE_DATABASE_URL: urls.migrate };
  return { env, appUrl: urls.app, canMigrate: true, isEmbedded: true, release };
}
