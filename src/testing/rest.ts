import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import { createIngest } from "@/server/audit";
import type { Ctx } from "@/server/infra/context";
import { createMetrics } from "@/server/infra/metrics";
import type { NotificationQueue } from "@/server/notifications";
import { createRestApp } from "@/server/rest/app";

export type RestReply = { status: number; headers: Headers; text: string; json: () => Record<string, unknown> };

/** Calls the REST door without a port: the handlers get the same request and node stream as from the server. */
export function restClient(ctx: Ctx, options: { notifications?: NotificationQueue } = {}) {
  const app = createRestApp({
    enter: async () => ctx,
    ingest: createIngest({ ctx, queue: undefined }),
    metrics: createMetrics(),
    notifications: options.notifications,
    health: {
      stores: () => "healthy",
      isDatabaseUp: () => true,
      isDraining: () => false,
      isSchemaChecked: () => true,
      warnings: async () => [],
    },
  });
  return async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<RestReply> => {
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    const sent = {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      "x-request-id": "test",
      ...headers,
    };
    const incoming = Object.assign(Readable.from(text === "" ? [] : [Buffer.from(text)]), { headers: sent });
    const outgoing = new EventEmitter();
    const request = new Request(`http://localhost${path}`, { method, headers: sent });
    const response = await app.fetch(request, { incoming, outgoing });
    const answered = await response.text();
    outgoing.emit("finish");
    return { status: response.status, headers: response.headers, text: answered, json: () => JSON.parse(answered) };
  };
}
