import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { secondsSince } from "@/lib/elapsed";
import { createAddressNote } from "./infra/client-address";
import type { Metrics } from "./infra/metrics";
import { requestIdOf } from "./infra/request-id";
import { targetFault, toOriginForm } from "./infra/request-target";
import { foreignRequest } from "./infra/same-origin";
import { API_HEADERS, secureApiResponse, securePageResponse } from "./infra/security-headers";
import type { TlsPair } from "./infra/tls";
import type { Exchange } from "./rest/route";

/** Idle keep-alive of existing clients is 90 s; ours is longer, so that a client never meets a closing connection. */
const KEEP_ALIVE_MS = 125_000;
/** A request that is not whole by then is given up. */
const REQUEST_MS = 60_000;
/** Node exchanges the limits of head and body when the first is the longer one, so both are the same. */
const LIMITS = {
  keepAliveTimeout: KEEP_ALIVE_MS,
  headersTimeout: REQUEST_MS,
  requestTimeout: REQUEST_MS,
  connectionsCheckingInterval: 2000,
};
/** A browser that has come by TLS once comes by nothing else for a year. */
const HSTS = "max-age=31536000";
const API_HEADERS_BY_TLS = [...API_HEADERS, "Strict-Transport-Security", HSTS];

export type Doors = {
  /** The door of the routes that are asked so often that each header counts; undefined for any other request. */
  direct?(req: IncomingMessage): ((exchange: Exchange) => void) | undefined;
  auth: RequestListener;
  rest: RequestListener;
  trpc: RequestListener;
  pages: RequestListener;
};

type Door = Exclude<keyof Doors, "direct">;

export type HttpOptions = {
  doors: Doors;
  bound: "loopback" | "network";
  mode: "production" | "development";
  metrics: Metrics;
  /** Plain HTTP without it. */
  tls?: TlsPair;
  /** Whose word on where a request comes from is taken. */
  trustedProxies?: readonly string[];
};

/** One listener for all doors: request id, client address, security headers, same-origin guard, time of each answer. */
export function createHttpServer(options: HttpOptions): Server {
  const noteAddress = createAddressNote(options.trustedProxies ?? []);
  const answer: RequestListener = (req, res) => {
    noteAddress(req);
    toOriginForm(req);
    dispatch(options, req, res);
  };
  return options.tls === undefined
    ? createServer(LIMITS, answer)
    : createTlsServer({ ...options.tls, ...LIMITS, minVersion: "TLSv1.2" }, answer);
}

function dispatch(options: HttpOptions, req: IncomingMessage, res: ServerResponse): void {
  const door = doorOf(req.url ?? "/");
  const requestId = requestIdOf(req);
  measure(options.metrics, door, res);
  const refused = refusalOf(req, door, options);
  const direct = refused === undefined ? options.doors.direct?.(req) : undefined;
  if (direct !== undefined) {
    const fixed = options.tls === undefined ? API_HEADERS : API_HEADERS_BY_TLS;
    direct({ req, res, base: [...fixed, "X-Request-ID", requestId] });
    return;
  }
  res.setHeader("X-Request-ID", requestId);
  if (door === "pages") securePageResponse(req, res, options.mode);
  else secureApiResponse(res);
  if (options.tls !== undefined) res.setHeader("Strict-Transport-Security", HSTS);
  if (refused === undefined) options.doors[door](req, res);
  else refuse(res, refused, requestId);
}

type Refusal = { status: 400 | 403 | 405; detail: string; allow?: string };

/** The methods of doors that would answer any other one as if it were theirs. */
const METHODS: Partial<Record<Door, readonly string[]>> = { pages: ["GET", "HEAD"], trpc: ["GET", "HEAD", "POST"] };

function refusalOf(req: IncomingMessage, door: Door, { bound, mode }: HttpOptions): Refusal | undefined {
  const { url = "/", method = "" } = req;
  const fault = targetFault(req);
  if (fault !== undefined) return { status: 400, detail: fault };
  const foreign = door === "rest" && isProbe(url) ? undefined : foreignRequest(req, bound);
  if (foreign !== undefined) return { status: 403, detail: foreign };
  // The pages of development also take what Next's own tools send.
  const methods = mode === "development" ? undefined : METHODS[door];
  if (methods?.includes(method) === false) {
    const allow = methods.join(", ");
    return { status: 405, detail: `this path takes ${allow}; the API is below /api/v1`, allow };
  }
  if (door === "pages" && !isDecodable(url)) return { status: 400, detail: "the path is not readable" };
  return undefined;
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?")[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

function doorOf(url: string): Door {
  if (url.startsWith("/api/trpc/")) return "trpc";
  if (url.startsWith("/api/auth/")) return "auth";
  if (url.startsWith("/api/") || isProbe(url)) return "rest";
  return "pages";
}

function isProbe(url: string): boolean {
  return /^\/(health(z|\/live|\/ready)?|readyz|metrics)(\?|$)/.test(url);
}

/** A client may go before there is an answer, and its request may never become whole: then no status was sent. */
function measure(metrics: Metrics, door: Door, res: ServerResponse): void {
  const startedAt = performance.now();
  res.once("close", () => {
    const status = res.headersSent ? `${Math.trunc(res.statusCode / 100)}xx` : "unanswered";
    metrics.requestDuration.observe({ door, status }, secondsSince(startedAt));
  });
}

/** The connection stays: one that is cut while its client still writes takes the reason along. */
function refuse(res: ServerResponse, { status, detail, allow }: Refusal, requestId: string): void {
  const headers = { "content-type": "application/problem+json" };
  res.writeHead(status, allow === undefined ? headers : { ...headers, allow });
  res.end(JSON.stringify({ type: "about:blank", title: STATUS_CODES[status], status, detail, request_id: requestId }));
}
