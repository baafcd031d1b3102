// Everything that needs no database and no browser: format, types, lint, import rules, dead code, unit tests.
import { generate } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { main } from "./project.mjs";
import { capture, program, say } from "./run.mjs";
import { vitest } from "./vitest.mjs";

const AT_ONCE = 2;

const STEPS = {
  format: program("@biomejs/biome/bin/biome", "check", "--config-path=.config/biome.json", "--error-on-warnings"),
  types: program("typescript/bin/tsc", "--project", ".config/tsconfig.json"),
  // The scanner is of another language (docs/adr/0011).
  lint: program(
    "oxlint/bin/oxlint",
    "-c",
    ".config/oxlint.json",
    "--type-aware",
    "--deny-warnings",
    "--ignore-pattern",
    "src/scanner",
  ),
  "import rules": program(
    "dependency-cruiser/bin/dependency-cruise.mjs",
    "--config",
    ".config/dependency-cruiser.cjs",
    "src",
    "prisma",
  ),
  "dead code": program("knip/bin/knip.js", "--config", ".config/knip.json", "--no-config-hints"),
  "unit tests": vitest("unit"),
  "configuration page": ["--import", "tsx", "scripts/configuration.ts", "--check"],
  "import graph": ["scripts/architecture.mjs", "--check"],
};

/** Runs every step, says which failed and why, and returns the names of those that did. */
export async function check() {
  await generate();
  const waiting = Object.entries(STEPS);
  const failed = [];
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      if (!(await passes(...step))) failed.push(step[0]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return failed;
}

async function passes(name, args) {
  const startedAt = performance.now();
  const { code, output } = await capture(process.execPath, args, { env: { FORCE_COLOR: "0", NO_COLOR: "1" } });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  say(`${code === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  if (code !== 0) say(output.trimEnd());
  return code === 0;
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    await ensureInstalled();
    const failed = await check();
    say(failed.length === 0 ? "All checks pass." : `Failed: ${failed.join(", ")}.`);
    return failed.length === 0 ? 0 : 1;
  });
}
