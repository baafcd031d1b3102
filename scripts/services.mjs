import { leasePostgres } from "./postgres/server.mjs";
import { Complaint } from "./project.mjs";
import { say } from "./run.mjs";
import { leaseValkey } from "./valkey/server.mjs";

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

/**
 * The queue of this command: the one that the environment names, else one of this clone's own. Nothing but the safety
 * net depends on it, so a system that has none gets a sentence and goes on.
 * @returns {Promise<{ env: Record<string, string>, url?: string, release(): Promise<void> }>}
 */
export async function openQueue() {
  const { VALKEY_URL, VALKEY_URL_FILE } = process.env;
  if (VALKEY_URL || VALKEY_URL_FILE) return { env: {}, url: VALKEY_URL, release: async () => {} };
  try {
    const { url, release } = await leaseValkey();
    return { env: { VALKEY_URL: url }, url, release };
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    say(`Starting without a queue. ${error.message}`);
    return { env: {}, release: async () => {} };
  }
}
