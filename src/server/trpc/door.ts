import type { IncomingMessage, RequestListener } from "node:http";
import type { TRPCError } from "@trpc/server";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { AppError } from "@/lib/errors";
import type { Need } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { enterTrpc } from "./init";
import { appRouter } from "./root";

const PREFIX = "/api/trpc/";
const BODY_BYTES_MAX = 1024 * 1024;
/** A screen asks for a handful of things at once. */
const CALLS_PER_REQUEST_MAX = 30;

/** The tRPC door on node:http. A request may ask several things, so that it enters without saying for what. */
export function createTrpcDoor(
  enter: (headers: IncomingMessage["headers"], need: Need) => Promise<Ctx>,
): RequestListener {
  return (req, res) => {
    const path = new URL(req.url ?? "/", "http://localhost").pathname.slice(PREFIX.length);
    const need = { scope: null, verb: req.method === "GET" ? "get" : "create" } as const;
    void nodeHTTPRequestHandler({
      router: appRouter,
      req,
      res,
      path,
      maxBodySize: BODY_BYTES_MAX,
      maxBatchSize: CALLS_PER_REQUEST_MAX,
      responseMeta: ({ errors }) => ({ headers: retryAfter(errors) }),
      createContext: () => enterTrpc(() => enter(req.headers, need)),
    });
  };
}

/** When to come again, if something of a request was refused for now: the longest time that was said. */
function retryAfter(errors: readonly TRPCError[]): Record<string, string> {
  const seconds = errors.flatMap(({ cause }) =>
    cause instanceof AppError ? (cause.details.retryAfterSeconds ?? []) : [],
  );
  return seconds.length === 0 ? {} : { "retry-after": String(Math.max(...seconds)) };
}
