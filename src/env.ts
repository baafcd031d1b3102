import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { z } from "zod";
import { accessProblems, accessVariables } from "./env-access";
import { isUrlOf, notes, type VariableNote, wholeNumber } from "./env-notes";
import { peopleProblems, peopleVariables } from "./env-people";

const databaseUrl = z.string().refine(isPostgresUrl);

export const Env = z
  .object({
    DATABASE_URL: databaseUrl.register(notes, {
      description: "PostgreSQL 15 to 18, as a member of `holdfast_app`: may read and append, nothing else.",
      allowed: "a URL of the form postgresql://user:password@host:port/database",
      absent: "required (`npm run demo`, `npm run dev` and `npm test` fall back to the embedded server)",
      isSecret: true,
    }),
    MIGRATE_DATABASE_URL: databaseUrl.optional().register(notes, {
      description:
        "The same database, as a member of `holdfast_migrator`. Used by a child process that ends before the server " +
        "answers. Without it the server checks the version of the schema and never changes it.",
      allowed: "a URL of the form postgresql://user:password@host:port/database",
      absent: "no migration at start",
      isSecret: true,
    }),
    HOLDFAST_MIGRATE: z.enum(["auto", "off"]).default("auto").register(notes, {
      description: "Whether the server applies missing migrations at its start, given `MIGRATE_DATABASE_URL`.",
      allowed: "auto or off",
    }),
    DB_POOL_MAX: wholeNumber(1, 500).default(10).register(notes, {
      description:
        "Connections to PostgreSQL for reads that one server process may open. Writes, background loops and the health check have 11 of their own.",
      allowed: "a whole number from 1 to 500",
    }),
    VALKEY_URL: z
      .string()
      .refine(isValkeyUrl)
      .optional()
      .register(notes, {
        description:
          "Valkey 7.2 or Redis 7.0 and later, with `appendonly yes` and `maxmemory-policy noeviction`. It keeps events while " +
          "PostgreSQL can't be written. Without it such events are refused with 503.",
        allowed: "a URL of the form redis://user:password@host:port/number, or rediss:// for TLS",
        absent: "no safety net",
        isSecret: true,
      }),
    DLQ_ENTRIES_MAX: wholeNumber(1000, 10_000_000).default(10_000).register(notes, {
      description:
        "Events that the queue may hold. At this many further events are refused with 503; none is ever trimmed.",
      allowed: "a whole number from 1000 to 10000000",
    }),
    DLQ_BYTES_MAX: wholeNumber(1_048_576, 1_099_511_627_776).default(268_435_456).register(notes, {
      description: "Bytes that the queue may hold. Valkey needs about twice that much memory.",
      allowed: "a whole number from 1048576 (1 MiB) to 1099511627776 (1 TiB)",
    }),
    SHUTDOWN_DRAIN_MS: wholeNumber(0, 120_000).default(10_000).register(notes, {
      description: "How long a stopping server goes on moving queued events into PostgreSQL.",
      allowed: "a whole number of milliseconds from 0 to 120000",
    }),
    HOST: z.string().max(255).default("127.0.0.1").register(notes, {
      description:
        "Address to listen on. Without access control (`HOLDFAST_AUTH`) any address but the machine's own is refused.",
      allowed: "an address or a name; without access control a loopback address (127.0.0.1, ::1 or localhost)",
    }),
    PORT: wholeNumber(1, 65_535).default(3000).register(notes, {
      description: "Port to listen on.",
      allowed: "a whole number from 1 to 65535",
    }),
    ...accessVariables,
    ...peopleVariables,
    LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info").register(notes, {
      description: "Least severe entry that is written. Entries are JSON, one a line, on standard output.",
      allowed: "debug, info, warn, error or silent",
    }),
    NODE_ENV: z.enum(["production", "development", "test"]).default("production").register(notes, {
      description: "`development` compiles pages when they are asked for. `npm run dev` and `npm start` set it.",
      allowed: "production, development or test",
    }),
  })
  .readonly();
export type Env = z.infer<typeof Env>;

type Source = Readonly<Record<string, string | undefined>>;

/** The configuration of this process. A wrong value ends the process with every problem named. */
export function loadEnv(source: Source = process.env): Env {
  const read = parseEnv(source);
  if (read.isValid) return read.env;
  process.stderr.write(`The configuration is not usable:\n${read.problems.map((line) => `  - ${line}\n`).join("")}`);
  process.exit(1);
}

type ReadEnv = { isValid: true; env: Env } | { isValid: false; problems: string[] };

export function parseEnv(source: Source): ReadEnv {
  const { values, problems } = resolveFiles(source);
  const parsed = Env.safeParse(values);
  const refused = [...new Set((parsed.error?.issues ?? []).map((issue) => String(issue.path[0])))];
  const unexplained = refused.filter((name) => !problems.some((problem) => problem.startsWith(name)));
  problems.push(...unexplained.map((name) => explain(name, values[name])), ...problemsTogether(values, refused));
  return parsed.success && problems.length === 0 ? { isValid: true, env: parsed.data } : { isValid: false, problems };
}

/** What is wrong with values that are right one by one. Nothing is said of what depends on a refused one. */
function problemsTogether(values: Readonly<Record<string, string>>, refused: readonly string[]): string[] {
  const sound = Object.entries(values).filter(([name]) => !refused.includes(name));
  const parsed = Env.unwrap().omit({ DATABASE_URL: true }).safeParse(Object.fromEntries(sound));
  if (!parsed.success) return [];
  const found = [...accessProblems(parsed.data, isLoopback), ...peopleProblems(parsed.data)];
  return found.filter((problem) => !refused.some((name) => problem.includes(name)));
}

export type Variable = VariableNote & { name: string; fallback?: string };

/** Every variable in the order of the schema, for the generated documentation. */
export function listVariables(): Variable[] {
  return Object.entries(Env.unwrap().shape).map(([name, schema]) => {
    const fallback = (schema instanceof z.ZodDefault && String(schema.def.defaultValue)) || undefined;
    return { name, fallback, ...noteOf(name) };
  });
}

/** An empty value counts as absent: compose files and CI systems set empty ones. */
function resolveFiles(source: Source): { values: Record<string, string>; problems: string[] } {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const { name, isSecret } of listVariables()) {
    const direct = source[name];
    const file = isSecret ? source[`${name}_FILE`] : undefined;
    if (direct && file) problems.push(`${name} and ${name}_FILE are both set; set one of them.`);
    if (direct) values[name] = direct;
    else if (file) readSecret(name, file, values, problems);
  }
  return { values, problems };
}

function readSecret(name: string, file: string, values: Record<string, string>, problems: string[]): void {
  try {
    values[name] = readFileSync(file, "utf8").trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push(`${name}_FILE must name a readable file (${reason}).`);
  }
}

function explain(name: string, value: string | undefined): string {
  const { allowed, isSecret } = noteOf(name);
  const wish = `${name} must be ${allowed}`;
  if (value === undefined) return `${wish}; it is not set.`;
  return isSecret ? `${wish}.` : `${wish}; it is ${JSON.stringify(value)}.`;
}

function noteOf(name: string): VariableNote {
  const schema = Object.entries(Env.unwrap().shape).find(([key]) => key === name)?.[1];
  const note = schema && notes.get(schema);
  if (!note) throw new Error(`${name} has no note`);
  return note;
}

function isPostgresUrl(value: string): boolean {
  return isUrlOf(value, ["postgres:", "postgresql:"]);
}

function isValkeyUrl(value: string): boolean {
  return isUrlOf(value, ["redis:", "rediss:"]);
}

/** Whether an address can be reached from the machine itself only. */
export function isLoopback(host: string): boolean {
  if (host === "localhost" || host === "::1") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}
