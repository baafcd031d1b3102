import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { testDatabase } from "@/testing/database";
import { dumpSchema, schemaFile } from "./dump-schema";

test("prisma/schema.sql is what the migrations make", async ({ skip }) => {
  const database = await testDatabase();
  try {
    const row = await database.owner.one<{ major: number }>(
      "select current_setting('server_version_num')::int / 10000 as major",
    );
    skip(row?.major !== 18, "other versions of PostgreSQL word definitions differently");

    const dump = await dumpSchema(database.owner.query);

    expect(dump, "run: npx tsx prisma/dump-schema.ts").toBe(readFileSync(schemaFile, "utf8"));
  } finally {
    await database.close();
  }
});
