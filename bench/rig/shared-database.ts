import { type TestDatabase, testDatabase } from "@/testing/database";
import { leasePostgres } from "../../scripts/postgres/server.mjs";
import type { Scope } from "./scope";

/** A fresh, migrated database on the server that the tests use, with that server's default durability. */
export async function sharedDatabase(scope: Scope): Promise<TestDatabase> {
  if (!process.env.DATABASE_URL) {
    const lease = await leasePostgres();
    process.env.HOLDFAST_LEASED = "1";
    scope.defer(lease.release);
  }
  const database = await testDatabase();
  scope.defer(database.close);
  return database;
}
