import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { Scope } from "@/contracts/principal";
import type { Ingest } from "@/server/audit";
import type { Ctx } from "@/server/infra/context";
import { createMetrics } from "@/server/infra/metrics";
import { hasSharedData, sharedDataNote, sharedPath } from "@/testing/shared-data";
import { restRoutes } from "./app";
import { openApiDocument } from "./openapi";
import { mount, problemResponse, type RestEnv, type Route } from "./route";

const routes = restRoutes({ ingest: {} as Ingest, metrics: createMetrics(), notifications: undefined });
const nameOf = ({ method, path }: Pick<Route, "method" | "path">) => `${method.toUpperCase()} ${path}`;
const table = routes.map((declared) => [nameOf(declared), declared] as const);

const FORMER = [
  "GET /api/v1/audit/events",
  "POST /api/v1/audit/events",
  "POST /api/v1/audit/events/batch",
  "POST /api/v1/audit/notifications",
  "POST /api/v1/audit/remediation-requests/{correlation_id}/reconstruct",
  "POST /api/v1/audit/verify-chain",
];

/** Asks a declared route with a query, without what it does when it accepts it. */
async function ask(declared: Route, query: string) {
  const principal = { kind: "system", id: "test", scopes: new Set(Scope.options) };
  const app = new Hono<RestEnv>();
  const run = async () => ({ status: 200, json: {} });
  mount(app, { ...declared, params: undefined, body: undefined, run }, async () => ({ principal }) as unknown as Ctx);
  app.onError((error) => problemResponse(error, { instance: "", requestId: "" }));
  const request = new Request(`http://localhost${declared.path.replaceAll(/\{\w+\}/g, "x")}?${query}`, {
    method: declared.method.toUpperCase(),
  });
  const incoming = Object.assign(Readable.from([]), { headers: {} });
  const reply = await app.fetch(request, { incoming, outgoing: new EventEmitter() });
  const { field_errors: fieldErrors = {} } = (await reply.json()) as { field_errors?: Record<string, string> };
  return { status: reply.status, fieldErrors };
}

describe("a query parameter that a route doesn't know", () => {
  it.each(table)("%s", async (name, declared) => {
    const { status, fieldErrors } = await ask(declared, "correlation=rr-1&__proto__=x");

    if (FORMER.includes(name)) expect(status).toBe(200);
    else expect([status, Object.keys(fieldErrors)]).toEqual([400, ["correlation", "__proto__"]]);
  });

  it.skipIf(!hasSharedData)(`is ignored by the routes of the former service, and only there${sharedDataNote}`, () => {
    const theirs = ["1.1.0", "1.5.7"].flatMap((version) => {
      const text = readFileSync(sharedPath(`reference/kubernaut-datastorage-v${version}.openapi.yaml`), "utf8");
      const { paths } = parseYaml(text) as { paths: Record<string, object> };
      return Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => nameOf({ method: method as Route["method"], path })),
      );
    });

    expect(
      table
        .map(([name]) => name)
        .filter((name) => theirs.includes(name))
        .sort(),
    ).toEqual(FORMER);
  });

  it("is named beside those that the route takes", async () => {
    const list = routes.find((declared) => nameOf(declared) === "GET /api/v1/remediations");
    if (list === undefined) throw new Error("there is no list of remediations");

    expect((await ask(list, "correlation=rr-1")).fieldErrors.correlation).toMatch(/takes text, outcome, .*limit$/);
    expect((await ask(list, "outcome=a&outcome=b")).fieldErrors).toEqual({ outcome: "is given more than once" });
    expect((await ask(list, "outcome=a&limit=5")).status).toBe(200);
  });
});

type Described = { paths: Record<string, Record<string, { parameters: { name: string; schema: unknown }[] }>> };

describe("a limit or an offset beyond its bounds", () => {
  const bounded = table.flatMap(([name, declared]) => {
    const names = declared.query instanceof z.ZodObject ? Object.keys(declared.query.shape) : [];
    return names
      .filter((field) => field === "limit" || field === "offset")
      .map((field) => [name, field, declared] as const);
  });

  it("is asked of every list", () => {
    expect(bounded.map(([name, field]) => `${name} ${field}`)).toEqual([
      "GET /api/v1/audit/events limit",
      "GET /api/v1/audit/events offset",
      "GET /api/v1/remediations limit",
    ]);
  });

  it("can be read from the description of the API", () => {
    const described = openApiDocument(routes) as Described;
    const numbers = bounded.map(([, field, { path, method }]) =>
      described.paths[path]?.[method]?.parameters.find(({ name }) => name === field),
    );

    expect(numbers.map((parameter) => parameter?.schema)).toEqual([
      { type: "integer", minimum: 1, maximum: 1000, default: 50 },
      { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 },
      { type: "integer", minimum: 1, maximum: 200, default: 100 },
    ]);
  });

  it.each(bounded)("%s names %s", async (_, field, declared) => {
    for (const value of ["-1", "1e300", "1.5", "x", "", "%20", "0x10", "NaN"]) {
      const { status, fieldErrors } = await ask(declared, `${field}=${value}`);

      expect([value, status, Object.keys(fieldErrors)]).toEqual([value, 400, [field]]);
    }
    if (field === "limit") {
      expect((await ask(declared, "limit=0")).fieldErrors).toHaveProperty("limit");
      expect((await ask(declared, "limit=100000")).fieldErrors).toHaveProperty("limit");
    }
    expect((await ask(declared, `${field}=7`)).status).toBe(200);
  });
});
