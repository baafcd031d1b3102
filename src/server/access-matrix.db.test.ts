import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROLE_SCOPES, Role } from "@/contracts/access";
import type { Scope } from "@/contracts/principal";
import { createIngest } from "@/server/audit";
import { createAuthenticate, type Need, type Verb } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { createMetrics } from "@/server/infra/metrics";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { createRestApp, restRoutes } from "./rest/app";
import { needOf, type Route } from "./rest/route";
import { enterTrpc } from "./trpc/init";
import { appRouter, createCaller } from "./trpc/root";

/** What probes and scrapers ask; they have no credentials. */
const OPEN = ["/health", "/health/live", "/health/ready", "/healthz", "/readyz", "/metrics"];
const WHO = ["nobody", ...Role.options] as const;
type Who = (typeof WHO)[number];

let t: TestDatabase;
let routes: Route[];
beforeAll(async () => {
  t = await testDatabase();
  routes = restRoutes(doors());
});
afterAll(() => t.close());

const doors = () => ({
  ingest: createIngest({ ctx: t.ctx(), queue: undefined }),
  metrics: createMetrics(),
  notifications: undefined,
});

const health = {
  stores: () => "healthy" as const,
  isDatabaseUp: () => true,
  isDraining: () => false,
  isSchemaChecked: () => true,
  warnings: async () => [],
};

type Declared = { path: string; scope: Scope | null; verb?: Verb };

type Procedure = { _def: { meta?: { scope: Scope | null } } };

function procedures(): Declared[] {
  const declared = appRouter._def.procedures as unknown as Record<string, Procedure>;
  return Object.entries(declared).map(
    ([
      path,
      {
        _def: { meta },
      },
    ]) => {
      if (meta === undefined) throw new Error(`${path} does not say what it needs`);
      return { path, scope: meta.scope };
    },
  );
}

function answerFor(scope: Scope | null, who: Who): "yes" | "401" | "403" {
  if (who === "nobody") return "401";
  return scope === null || ROLE_SCOPES[who].includes(scope) ? "yes" : "403";
}

function table(first: string, rows: readonly Declared[]): string {
  const head = `| ${first} | needs | ${WHO.join(" | ")} |\n| ${["---", "---", ...WHO.map(() => "---")].join(" | ")} |`;
  const lines = rows.map(
    ({ path, scope, verb }) =>
      `| ${path} | ${scope ?? "any role"}${verb === undefined ? "" : ` (${verb})`} | ${WHO.map((who) => answerFor(scope, who)).join(" | ")} |`,
  );
  return [head, ...lines.sort()].join("\n");
}

function document(): string {
  const rest = routes.map((declared) => ({
    path: `${declared.method.toUpperCase()} ${declared.path}`,
    ...needOf(declared),
  }));
  return `# Who may call what

<!-- Made from the declarations of the routes and procedures by src/server/access-matrix.db.test.ts (vitest -u writes it). -->

With access control on. \`yes\`: the caller gets past the door; limits to namespaces and clusters then decide what they
find. Behind the scope stands the verb that a cluster is asked about. \`401\`: no credential, or one that is no good. \`403\`: the role lacks the scope. Roles are sets of scopes:

${Role.options.map((role) => `- ${role}: ${ROLE_SCOPES[role].join(", ")}`).join("\n")}

## REST

${table("route", rest)}

Open to all: ${OPEN.join(", ")}.

## tRPC

${table("procedure", procedures())}
`;
}

/** Lets in one principal, or nobody, as the server would. */
function enterAs(who: Who): (headers: Record<string, string>, need: Need) => Promise<Ctx> {
  if (who === "nobody") {
    const authenticate = createAuthenticate([]);
    return async (headers, need) => t.ctx({ principal: await authenticate({ headers, need }) });
  }
  const principal = { kind: "person", id: who, provider: "test", scopes: new Set(ROLE_SCOPES[who]) } as const;
  return async () => t.ctx({ principal });
}

async function statusOf(who: Who, { method, path, body }: Route): Promise<number> {
  const app = createRestApp({ ...doors(), health, enter: (_, need) => enterAs(who)({}, need) });
  const headers = { "content-type": "application/json" };
  const url = path.replaceAll(/\{\w+\}/g, "00000000-0000-4000-8000-000000000000");
  const incoming = Object.assign(Readable.from(body === undefined ? [] : [Buffer.from("{")]), { headers });
  const request = new Request(`http://localhost${url}`, { method: method.toUpperCase(), headers });
  return (await app.fetch(request, { incoming, outgoing: new EventEmitter() })).status;
}

it("the committed table is what the declarations say", async () => {
  await expect(document()).toMatchFileSnapshot("../../docs/access-matrix.md");
});

describe.each(WHO)("%s", (who) => {
  it("gets from every route what the table says", async () => {
    for (const declared of routes) {
      const status = await statusOf(who, declared);
      const answer = status === 401 || status === 403 ? String(status) : "yes";
      expect([declared.path, answer]).toEqual([declared.path, answerFor(declared.scope, who)]);
    }
  });

  it("gets from every procedure what the table says", async () => {
    const need: Need = { scope: null, verb: "get" };
    const caller = createCaller(() => enterTrpc(() => enterAs(who)({}, need)));
    for (const { path, scope } of procedures()) {
      const [router = "", procedure = ""] = path.split(".");
      const procedureOf = (caller as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[
        router
      ];
      const code = await procedureOf?.[procedure]?.({}).then(
        () => "OK",
        (error: { code: string }) => error.code,
      );
      const answer = code === "UNAUTHORIZED" ? "401" : code === "FORBIDDEN" ? "403" : "yes";
      expect([path, answer]).toEqual([path, answerFor(scope, who)]);
    }
  });
});

it("no other path is open", async () => {
  const app = createRestApp({ ...doors(), health, enter: (_, need) => enterAs("nobody")({}, need) });

  for (const path of OPEN) expect([path, (await app.request(path)).status]).toEqual([path, 200]);
  const mounted = app.routes.filter(({ method }) => method === "GET").map(({ path }) => path);
  const declared = routes.map(({ path }) => path.replaceAll(/\{(\w+)\}/g, ":$1"));
  expect(mounted.filter((path) => !declared.includes(path)).sort()).toEqual([...OPEN].sort());
});
