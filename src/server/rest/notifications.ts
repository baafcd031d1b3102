import { z } from "zod";
import { NotificationAudit, StoredNotification } from "@/contracts/notifications";
import { secondsSince } from "@/lib/elapsed";
import { AppError } from "@/lib/errors";
import type { Metrics } from "@/server/infra/metrics";
import { type NotificationQueue, recordNotification } from "@/server/notifications";
import { parseBody, type Route, route } from "./route";

const service = "notification";

const Accepted = z.object({ status: z.literal("accepted"), message: z.string() });

export type NotificationDoor = { queue: NotificationQueue | undefined; metrics: Metrics };

/** Records of sent notifications. */
export function notificationRoutes({ queue, metrics }: NotificationDoor): Route[] {
  return [
    route({
      method: "post",
      path: "/api/v1/audit/notifications",
      origin: "former-service",
      summary: "Record one sent notification",
      scope: "audit:write",
      body: { schema: NotificationAudit, maxBytes: 1024 * 1024 },
      replies: { 201: StoredNotification, 202: Accepted },
      async run(ctx, { body }) {
        const record = parseBody(NotificationAudit, body);
        const startedAt = performance.now();
        const recorded = await recordNotification(ctx, { record, queue }).catch((error: unknown) => {
          if (error instanceof AppError && error.code === "UNAVAILABLE") metrics.eventsRefused.inc({ service });
          throw error;
        });
        metrics.writeDuration.observe({ table: "notification_audit" }, secondsSince(startedAt));
        if (recorded.kind === "stored") {
          const lagMs = ctx.clock.now().getTime() - Date.parse(record.sent_at);
          metrics.auditLag.observe({ service }, Math.max(0, lagMs) / 1000);
          return { status: 201, json: recorded.row };
        }
        return { status: 202, json: { status: "accepted", message: "audit record queued for processing" } };
      },
    }),
  ];
}
