import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));
const alias = { "@": `${root}src` };
const everywhere = ["src", "prisma", "scripts", "bench"].map((folder) => `${folder}/**/*`);
const withEnding = (...endings: string[]) => everywhere.flatMap((path) => endings.map((ending) => path + ending));

/** Tests that start, stall and kill servers of their own. */
const WHOLE_PROCESSES = ["src/**/process.db.test.ts", "src/**/*-process.db.test.ts", "src/server/outages.db.test.ts"];

const database = { pool: "forks", testTimeout: 60_000, hookTimeout: 120_000 } as const;

export default defineConfig({
  root,
  resolve: { alias },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: withEnding(".test.ts", ".test.tsx"),
          exclude: ["**/node_modules/**", "**/*.db.test.ts"],
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          ...database,
          name: "db",
          include: withEnding(".db.test.ts"),
          exclude: ["**/node_modules/**", ...WHOLE_PROCESSES],
          // These tests mostly wait for PostgreSQL.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...database,
          name: "process",
          include: WHOLE_PROCESSES,
          // Each keeps several servers busy and holds them to time limits, so they come one after another.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
