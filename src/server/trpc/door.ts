import type { RequestListener } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import type { Ctx } from "@/server/infra/context";
import { appRouter } from "./root";

const PREFIX = "/api/trpc/";
const BODY_BYTES_MAX = 1024 * 1024;

/** The tRPC door on node:http. */
export function createTrpcDoor(contextFor: (requestId: string) => Ctx): RequestListener {
  return (req, res) => {
    const path = new URL(req.url ?? "/", "http://localhost").pathname.slice(PREFIX.length);
    const requestId = String(req.headers["x-request-id"] ?? "");
    void nodeHTTPRequestHandler({
      router: appRouter,
      req,
      res,
      path,
      maxBodySize: BODY_BYTES_MAX,
      createContext: async () => ({ app: contextFor(requestId) }),
    });
  };
}
