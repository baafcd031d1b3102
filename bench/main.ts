/** `npm run bench -- <name> --json`: starts what the measurement needs, prints one JSON object, leaves nothing behind. */
import { benchIndexes } from "./indexes";
import { benchIngest } from "./ingest/ingest";
import { benchKill } from "./kill/kill";
import { type Options, readOptions } from "./options";
import { benchRead } from "./read";
import { benchRecover } from "./recover";
import { benchReplicas } from "./replicas";
import { inScope, type Scope } from "./rig/scope";
import { benchSteps } from "./steps";

const BENCHMARKS: Readonly<Record<string, (scope: Scope, options: Options) => Promise<object>>> = {
  ingest: benchIngest,
  read: benchRead,
  recover: benchRecover,
  kill: benchKill,
  replicas: benchReplicas,
  indexes: benchIndexes,
  steps: benchSteps,
};

const USAGE = `usage: npm run bench -- <${Object.keys(BENCHMARKS).join("|")}> [--json] [--quick] [--auth] [--rounds n] [--distance-ms n] [--remediations n]
`;

async function main(): Promise<void> {
  const { name = "", options } = readOptions(process.argv.slice(2));
  const bench = BENCHMARKS[name];
  if (bench === undefined) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const result = await inScope((scope) => bench(scope, options));
  process.stdout.write(`${JSON.stringify({ benchmark: name, ...result }, undefined, 2)}\n`);
}

await main();
