import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { Complaint, main, readJson, root, stateDir, writeFileWhole } from "./project.mjs";
import { program, run, say } from "./run.mjs";

/** Programs of the server side: each entry that exists becomes one file in dist. */
const ENTRIES = {
  server: "src/server/main.ts",
  migrate: "prisma/migrate.ts",
  seed: "prisma/seed.ts",
  load: "src/server/demo/load.ts",
};
const SOURCES = ["src", "prisma", "public", "scripts/build.mjs", "next.config.js", "postcss.config.mjs"];
const SETTINGS = [".config/prisma.ts", "tsconfig.json", "package-lock.json"];
const IGNORED = /^src\/generated\/|^src\/testing\/|\.test\.tsx?$|\.md$/;
const stampFile = join(stateDir, "build.json");

/** Builds unless the last build was made from the same bytes. */
export function ensureBuilt() {
  return withLock(join(stateDir, "build.lock"), 600_000, async () => {
    const hash = hashSources();
    if (isBuiltFrom(hash)) return { wasBuilt: false };
    await build();
    writeFileWhole(stampFile, `${JSON.stringify({ hash })}\n`);
    return { wasBuilt: true };
  });
}

/** Code that is made of other sources. */
export async function generate() {
  await generateClient();
  await generateScanner();
}

/** The stub keeps Prisma's generator from downloading an engine that it does not use. */
async function generateClient() {
  const schema = join(root, "prisma/schema.prisma");
  if (!existsSync(schema)) return;
  const hash = createHash("sha256").update(readFileSync(schema)).digest("hex");
  const stamp = join(stateDir, "generate.json");
  if (readJson(stamp)?.hash === hash && existsSync(join(root, "src/generated/prisma"))) return;
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: join(root, "scripts/no-schema-engine"), PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  const args = program("prisma/build/index.js", "generate", "--config", ".config/prisma.ts");
  if ((await run(process.execPath, args, { env, quiet: true })) !== 0) throw new Complaint("prisma generate failed.");
  writeFileWhole(stamp, `${JSON.stringify({ hash })}\n`);
}

const SCANNER = "src/scanner";
const SCANNER_FLAGS = ["-O3", "--converge", "--runtime", "stub", "--enable", "simd", "--noAssert", "--use", "abort="];

/** The scanner is compiled to WebAssembly and carried as a text, so that every bundler takes it along. */
async function generateScanner() {
  const target = join(root, "src/generated/scanner.ts");
  const hash = createHash("sha256").update(SCANNER_FLAGS.join(" "));
  for (const file of listFiles(SCANNER).sort()) hash.update(file).update(readFileSync(join(root, file)));
  const stamp = `// ${hash.digest("hex")}\n`;
  if (existsSync(target) && readFileSync(target, "utf8").startsWith(stamp)) return;
  const compiled = join(stateDir, `scanner.${process.pid}.wasm`);
  mkdirSync(stateDir, { recursive: true });
  const args = program("assemblyscript/bin/asc.js", join(SCANNER, "index.ts"), "--outFile", compiled, ...SCANNER_FLAGS);
  if ((await run(process.execPath, args, { quiet: true })) !== 0)
    throw new Complaint("the scanner could not be compiled.");
  const text = readFileSync(compiled).toString("base64");
  rmSync(compiled);
  writeFileWhole(target, `${stamp}export const scannerModule =\n  "${text}";\n`);
}

async function build() {
  rmSync(stampFile, { force: true });
  await generate();
  say("Building …");
  const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const [code] = await Promise.all([run(process.execPath, program("next/dist/bin/next", "build"), { env }), bundle()]);
  if (code !== 0) throw new Complaint(`next build failed with exit code ${code}; its message stands above.`);
}

async function bundle() {
  const esbuild = await import("esbuild");
  const entries = Object.entries(ENTRIES).filter(([, path]) => existsSync(join(root, path)));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(entries),
    outdir: "dist",
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
  });
  await esbuild.stop();
}

function isBuiltFrom(hash) {
  const outputs = [".next/BUILD_ID", "dist/server.js"];
  return readJson(stampFile)?.hash === hash && outputs.every((path) => existsSync(join(root, path)));
}

function hashSources() {
  const hash = createHash("sha256");
  for (const file of [...SOURCES.flatMap(listFiles), ...SETTINGS].sort()) {
    if (IGNORED.test(file) || !existsSync(join(root, file))) continue;
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

function listFiles(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  const entries = readdirSync(full, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

if (process.argv[1] === import.meta.filename) {
  await main(async ([command]) => {
    await ensureInstalled();
    if (command === "generate") await generate();
    else say((await ensureBuilt()).wasBuilt ? "Built." : "Nothing has changed since the last build.");
  });
}
