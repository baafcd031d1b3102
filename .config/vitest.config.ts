import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));
const alias = { "@": `${root}src` };
const everywhere = ["src", "prisma", "scripts", "bench"].map((folder) => `${folder}/**/*`);
const withEnding = (...endings: string[]) => everywhere.flatMap((path) => endings.map((ending) => path + ending));

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
          name: "db",
          include: withEnding(".db.test.ts"),
          exclude: ["**/node_modules/**"],
          pool: "forks",
          // These tests mostly wait: for PostgreSQL, and for processes that they start and kill.
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
