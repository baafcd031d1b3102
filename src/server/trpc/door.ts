import type { IncomingMessage, RequestListener } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
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
      createContext: () => enterTrpc(() => enter(req.headers, need)),
    });
  };
}
