import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
type Rules = ICruiseOptions["ruleSet"] & { options: ICruiseOptions };
const rules = createRequire(import.meta.url)(join(root, ".config/dependency-cruiser.cjs")) as Rules;

/** Rule, file that breaks it, what that file imports ("type " in front: by an `import type`). */
const PLANTED = [
  ["lib-is-the-floor", "src/lib/ids.ts", "src/contracts/audit.ts"],
  ["scanner-stands-alone", "src/scanner/value.ts", "src/lib/ids.ts"],
  ["contracts-are-pure", "src/contracts/audit.ts", "src/server/infra/db.ts"],
  ["infra-knows-no-domain", "src/server/infra/clock.ts", "src/server/audit/index.ts"],
  ["transport-is-thin", "src/server/rest/audit.ts", "src/server/audit/append.ts"],
  ["transport-is-thin", "src/server/trpc/routers/audit.ts", "src/server/infra/db.ts"],
  ["transports-do-not-meet", "src/server/rest/holds.ts", "src/server/trpc/root.ts"],
  ["worker-calls-domain", "src/worker/loop.ts", "src/server/trpc/root.ts"],
  ["main-composes", "src/server/main.ts", "src/server/audit/append.ts"],
  ["components-are-presentational", "src/components/table.tsx", "src/contracts/audit.ts"],
  ["features-stay-in-the-browser", "src/features/events/list.tsx", "src/server/audit/index.ts"],
  ["features-do-not-meet", "src/features/events/panel.tsx", "src/features/home/hero.tsx"],
  ["trpc-glue-takes-types-only", "src/trpc/server.tsx", "src/server/trpc/root.ts"],
  ["trpc-glue-knows-only-the-router", "src/trpc/client.tsx", "type src/server/audit/index.ts"],
  ["app-composes", "src/app/page.tsx", "src/server/audit/index.ts"],
  ["domain-auth", "src/server/auth/scopes.ts", "src/server/audit/index.ts"],
  ["domain-dlq", "src/server/dlq/push.ts", "src/server/audit/index.ts"],
  ["domain-remediations", "src/server/remediations/list.ts", "src/server/audit/index.ts"],
  ["domain-audit", "src/server/audit/append.ts", "src/server/reconstruction/index.ts"],
  ["domain-audit", "src/server/audit/search.ts", "src/server/remediations/sql.ts"],
  ["domain-reconstruction", "src/server/reconstruction/query.ts", "src/server/effectiveness/index.ts"],
  ["every-server-folder-is-a-module", "src/server/helpers/all.ts", "src/lib/ids.ts"],
  ["prisma-stays-in-sql-files", "src/server/catalog/list.ts", "src/generated/prisma/client.ts"],
  ["pg-stays-in-infra", "src/server/catalog/sql.ts", "pg"],
  ["pure-core", "src/server/audit/chain.ts", "src/server/infra/clock.ts"],
  ["pure-core", "src/server/remediations/fold.ts", "node:fs"],
  ["pure-core-reads-no-sql", "src/server/reconstruction/map.ts", "src/server/reconstruction/sql.ts"],
  ["no-test-code-in-production", "src/server/audit/verify.ts", "src/testing/clock.ts"],
  ["no-circular", "src/server/audit/cycle-a.ts", "src/server/audit/cycle-b.ts"],
  ["no-unresolvable", "src/lib/time.ts", "src/lib/nowhere.ts"],
] as const;

const ALLOWED = [
  ["src/server/rest/remediations.ts", "src/server/remediations/index.ts"],
  ["src/server/audit/get.ts", "src/server/remediations/index.ts"],
  ["src/server/audit/get-event.ts", "src/server/infra/context.ts"],
  ["src/features/home/list.tsx", "src/components/button.tsx"],
  ["src/trpc/query-client.tsx", "type src/server/trpc/root.ts"],
  ["src/app/events/page.tsx", "src/features/home/hero.tsx"],
] as const;

describe("import rules", () => {
  const folder = mkdtempSync(join(tmpdir(), "import-rules-"));
  let broken: string[] = [];

  beforeAll(async () => {
    writeFileSync(join(folder, "package.json"), `{ "type": "module", "dependencies": { "pg": "1" } }`);
    writeFileSync(join(folder, "tsconfig.json"), `{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }`);
    write(folder, "node_modules/pg/index.js", "export default 1;\n");
    write(folder, "node_modules/pg/package.json", `{ "name": "pg", "version": "1.0.0", "main": "index.js" }`);
    const plan = [...PLANTED.map(([, from, to]) => [from, to] as const), ...ALLOWED];
    for (const [, to] of plan) writeTarget(folder, to);
    for (const [from, to] of plan) write(folder, from, importOf(from, to));
    write(folder, "src/server/audit/cycle-b.ts", `import "./cycle-a";\n`);
    broken = await violations(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(PLANTED)("%s catches %s importing %s", (rule, from) => {
    expect(broken).toContain(`${rule} ${from}`);
  });

  test.each(ALLOWED)("%s may import %s", (from) => {
    expect(broken.filter((line) => line.endsWith(` ${from}`))).toEqual([]);
  });
});

async function violations(baseDir: string): Promise<string[]> {
  const { options, ...ruleSet } = rules;
  const { output } = await cruise(["src"], { ...options, baseDir, validate: true, ruleSet });
  return (output as ICruiseResult).summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);
}

function importOf(from: string, target: string): string {
  const isType = target.startsWith("type ");
  const to = target.replace("type ", "");
  if (!to.startsWith("src/")) return `import "${to}";\n`;
  const path = relative(dirname(from), to.replace(/\.tsx?$/, ""));
  const specifier = path.startsWith(".") ? path : `./${path}`;
  return isType ? `import type { It } from "${specifier}";\nexport type Uses = It;\n` : `import "${specifier}";\n`;
}

function writeTarget(folder: string, target: string): void {
  const to = target.replace("type ", "");
  if (to.startsWith("src/") && !to.includes("nowhere")) {
    write(folder, to, "export type It = string;\n");
  }
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
