import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Scope } from "@/contracts/principal";
import { problemOf } from "@/contracts/problem";
import { AppError, type FieldError } from "@/lib/errors";
import { fieldErrorsOf } from "@/lib/field-errors";
import { type Need, requireScope, type Verb } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { Body, withBody } from "./body";

/** What a request carries besides its body; made once per request by the composition. */
export type RestEnv = { Bindings: HttpBindings; Variables: { ctx: Ctx } };

/** Lets a caller in, or throws. Nothing of a request but its headers is looked at before. */
export type Enter = (headers: IncomingMessage["headers"], need: Need) => Promise<Ctx>;

export type Reply = {
  status: number;
  headers?: Record<string, string>;
  /** Called once: whether the whole answer has left the process or was cut off. */
  ended?: (how: "delivered" | "lost") => void;
} & ({ json: unknown } | { jsonText: string });

type Input<Params, Query> = { params: Params; query: Query; body: Body };

const QUERY = "query parameters";
const NO_BODY = new Body(Buffer.alloc(0));

/** A REST operation as data: the server mounts it and the API description is a walk over all of them. */
export type Route<Params = unknown, Query = unknown> = {
  method: "get" | "post" | "patch" | "delete";
  /** OpenAPI form, e.g. `/api/v1/audit/events/{event_id}`. */
  path: string;
  summary: string;
  /** Without it nobody gets further than the door; null: whoever may be here at all. */
  scope: Scope | null;
  /** How the cluster is asked, where that is not what the method says. */
  verb?: Verb;
  /** A route of the former service, whose clients may send query parameters that it ignored. Ours refuse them. */
  origin?: "former-service";
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: { schema: z.ZodType; maxBytes: number };
  /** Schema by status; problem documents are added to every route. */
  replies: Record<number, z.ZodType>;
  run(ctx: Ctx, input: Input<Params, Query>): Promise<Reply>;
};

/** Keeps the types of one declaration together while the list holds all kinds. */
export function route<Params, Query>(declared: Route<Params, Query>): Route {
  return declared;
}

const VERBS: Readonly<Record<Route["method"], Verb>> = {
  get: "get",
  post: "create",
  patch: "update",
  delete: "update",
};

export function needOf({ scope, verb, method }: Pick<Route, "scope" | "verb" | "method">): Need {
  return { scope, verb: verb ?? VERBS[method] };
}

export function mount(app: Hono<RestEnv>, declared: Route, enter: Enter): void {
  const path = declared.path.replaceAll(/\{(\w+)\}/g, ":$1");
  app.on(declared.method.toUpperCase(), path, (c) => answer(c, declared, enter));
}

async function answer(c: Context<RestEnv>, declared: Route, enter: Enter): Promise<Response> {
  const ctx = await enter(c.env.incoming.headers, needOf(declared));
  c.set("ctx", ctx);
  if (declared.scope !== null) requireScope(ctx, declared.scope);
  const params = parse(declared.params, c.req.param(), "path");
  if (declared.origin === undefined) refuseUnknown(declared.query, new URL(c.req.url).searchParams);
  const query = parse(declared.query, c.req.query(), QUERY);
  const run = (body: Body) => declared.run(ctx, { params, query, body });
  const reply = declared.body ? await withBody(incomingOf(c), declared.body.maxBytes, run) : await run(NO_BODY);
  if (reply.ended) watchEnd(c.env.outgoing, reply.ended);
  return new Response(textOf(reply), {
    status: reply.status,
    headers: { "content-type": "application/json", ...reply.headers },
  });
}

function textOf(reply: Reply): string {
  return "jsonText" in reply ? reply.jsonText : JSON.stringify(reply.json);
}

function incomingOf(c: Context<RestEnv>): IncomingMessage {
  return c.env.incoming;
}

/** The connection may have ended before there was anything to answer, and then nothing more is heard of it. */
function watchEnd(res: ServerResponse, ended: NonNullable<Reply["ended"]>): void {
  if (res.closed || res.destroyed) {
    ended("lost");
    return;
  }
  const settle = (how: "delivered" | "lost") => {
    res.removeListener("finish", delivered);
    res.removeListener("close", lost);
    ended(how);
  };
  const delivered = () => settle("delivered");
  const lost = () => settle("lost");
  res.once("finish", delivered);
  res.once("close", lost);
}

/** A request and its answer. `base`: names and values in a row of headers that every answer has; none was set before. */
export type Exchange = { req: IncomingMessage; res: ServerResponse; base: readonly string[] };

/**
 * Answers a declared route without the router, which costs more than storing an event does. Only for routes without
 * parameters.
 */
export async function answerDirectly(declared: Route, ctx: Ctx, { req, res, base }: Exchange): Promise<void> {
  if (declared.scope !== null) requireScope(ctx, declared.scope);
  const run = (body: Body) => declared.run(ctx, { params: undefined, query: undefined, body });
  const reply = declared.body ? await withBody(req, declared.body.maxBytes, run) : await run(NO_BODY);
  if (reply.ended) watchEnd(res, reply.ended);
  const headers = { "content-type": "application/json", ...reply.headers };
  endWhole(res, { status: reply.status, headers, text: textOf(reply) }, base);
}

/** The problem document of a failure, for an answer that no router makes. */
export function writeProblem(
  res: ServerResponse,
  error: unknown,
  where: { instance: string; requestId: string },
  base: readonly string[],
): void {
  const problem = problemOf(error, where);
  endWhole(res, { status: problem.status, headers: problemHeaders(error), text: JSON.stringify(problem) }, base);
}

type Whole = { status: number; headers: Record<string, string>; text: string };

/** The whole answer at once: a header that is set by itself costs as much as writing one. */
function endWhole(res: ServerResponse, { status, headers, text }: Whole, base: readonly string[]): void {
  const head = [...base, "content-length", String(Buffer.byteLength(text))];
  for (const name in headers) head.push(name, headers[name] ?? "");
  res.writeHead(status, head);
  res.end(text);
}

function parse<T>(schema: z.ZodType<T> | undefined, value: unknown, where: string): T {
  if (schema === undefined) return undefined as T;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidInput(fieldErrorsOf(result.error.issues, value), where);
}

/** A filter that is misspelt or given twice would silently find something else than was asked for. */
function refuseUnknown(schema: z.ZodType | undefined, given: URLSearchParams): void {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const takes = known.length === 0 ? "none" : known.join(", ");
  const fieldErrors = [...new Set(given.keys())].flatMap((path) => {
    if (!known.includes(path)) return [{ path, message: `is not known here; this route takes ${takes}` }];
    return given.getAll(path).length > 1 ? [{ path, message: "is given more than once" }] : [];
  });
  if (fieldErrors.length > 0) throw invalidInput(fieldErrors, QUERY);
}

/** Reads a small JSON body by a schema; the error names each field. */
export function parseBody<T>(schema: z.ZodType<T>, { text }: Body): T {
  const value = readJson(text);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidInput(fieldErrorsOf(result.error.issues, value), "body");
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("VALIDATION", "the body is not JSON", {
      slug: "invalid-request-body",
      title: "Invalid Request Body",
    });
  }
}

function invalidInput(fieldErrors: readonly FieldError[], where: string): AppError {
  const first = fieldErrors[0];
  return new AppError("VALIDATION", `${where}: ${first?.path || "input"}: ${first?.message ?? "invalid"}`, {
    fieldErrors,
    extensions: { resource: where },
  });
}

/** The one place where a failure becomes a problem document. */
export function problemResponse(error: unknown, where: { instance: string; requestId: string }): Response {
  const problem = problemOf(error, where);
  return new Response(JSON.stringify(problem), { status: problem.status, headers: problemHeaders(error) });
}

function problemHeaders(error: unknown): Record<string, string> {
  const headers: Record<string, string> = { "content-type": "application/problem+json" };
  if (error instanceof AppError && error.code === "UNAUTHENTICATED") headers["www-authenticate"] = "Bearer";
  if (error instanceof AppError && error.details.retryAfterSeconds !== undefined) {
    headers["retry-after"] = String(error.details.retryAfterSeconds);
  }
  return headers;
}
