/**
 * Sends events to a running server through its API, as a client does:
 * `--file <trail.jsonl>` an exported trail, `--remediations <n>` made-up ones. docs/load.md has the rules.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { generateTrails } from "./generate";
import { readTrailFile } from "./trail-file";
import { newEventToWire } from "./wire-event";

const BATCH = 500;
const ATTEMPTS_MAX = 8;

const USAGE = `usage: npm run load -- --file <trail.jsonl>
       npm run load -- --remediations <count> [--seed <text>] [--days <count>]
       both take [--url <server>]; without it the demo of this clone is used.`;

type Options = { file: string[]; remediations: number; seed: string; days: number } & Target;

/** A server, and the key that it asks for if it has access control. */
type Target = { url: string; key?: string };

async function load(options: Options): Promise<void> {
  const started = Date.now();
  let [events, requests] = [0, 0];
  for (const batch of inBatches(options)) {
    await send(options, batch);
    events += batch.length;
    requests += 1;
  }
  const seconds = (Date.now() - started) / 1000;
  console.log(`${events} events in ${requests} requests to ${options.url}, ${seconds.toFixed(1)} s.`);
}

function* inBatches(options: Options): Generator<string[]> {
  let batch: string[] = [];
  for (const event of eventsOf(options)) {
    batch.push(event);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function* eventsOf({ file, remediations, seed, days }: Options): Generator<string> {
  for (const path of file) yield* readTrail(path);
  if (remediations === 0) return;
  console.log(`seed ${seed}`);
  for (const trail of generateTrails({ seed, now: new Date(), count: remediations, days })) {
    for (const event of trail.events) yield newEventToWire(event);
  }
}

function readTrail(path: string): string[] {
  const text = readFileSync(path, "utf8");
  try {
    return readTrailFile(text);
  } catch (error) {
    throw new Error(`${path}, ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** A server that is busy says when to come again; anything else is for a person to read. */
async function send({ url, key }: Target, batch: readonly string[]): Promise<void> {
  const body = `[${batch.join(",")}]`;
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(`${url}/api/v1/audit/events/batch`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) },
      body,
    });
    const text = await answer.text();
    if (answer.ok) return;
    if (answer.status !== 503 || attempt === ATTEMPTS_MAX)
      throw new Error(`The server answered ${answer.status}: ${text}`);
    const seconds = Number(answer.headers.get("retry-after") ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      file: { type: "string", multiple: true },
      remediations: { type: "string" },
      seed: { type: "string" },
      days: { type: "string" },
      url: { type: "string" },
    },
  });
  const options = {
    file: values.file ?? [],
    remediations: wholeNumber("--remediations", values.remediations ?? "0"),
    seed: values.seed ?? new Date().toISOString(),
    days: wholeNumber("--days", values.days ?? "30"),
  };
  if (options.file.length === 0 && options.remediations === 0) return undefined;
  const target = values.url === undefined ? demo() : { url: values.url.replace(/\/$/, "") };
  return { ...options, ...target, key: process.env.HOLDFAST_API_KEY || target.key };
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new Error(`${name} takes a whole number, not ${JSON.stringify(text)}.`);
  return Number(text);
}

/** The running demo says where it is in `.holdfast/demo.json` of its clone. */
function demo(): Target {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const found = readDemo(join(folder, ".holdfast", "demo.json"));
    if (found !== undefined) return found;
    if (dirname(folder) === folder)
      throw new Error("No demo is running in this clone: start it, or name a server with --url.");
  }
}

function readDemo(file: string): Target | undefined {
  try {
    const demo: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (!(demo instanceof Object && "url" in demo && typeof demo.url === "string")) return undefined;
    return { url: demo.url, key: "apiKey" in demo && typeof demo.apiKey === "string" ? demo.apiKey : undefined };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

try {
  const options = readOptions();
  if (options) await load(options);
  else console.error(USAGE);
  if (!options) process.exitCode = 2;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
