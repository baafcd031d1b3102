import { z } from "zod";
import { NotificationAudit, StoredNotification } from "@/contracts/notifications";
import { type NotificationQueue, recordNotification } from "@/server/notifications";
import { parseBody, type Route, route } from "./route";

const Accepted = z.object({ status: z.literal("accepted"), message: z.string() });

/** Records of sent notifications. */
export function notificationRoutes({ queue }: { queue: NotificationQueue | undefined }): Route[] {
  return [
    route({
      method: "post",
      path: "/api/v1/audit/notifications",
      summary: "Record one sent notification",
      scope: "audit:write",
      body: { schema: NotificationAudit, maxBytes: 1024 * 1024 },
      replies: { 201: StoredNotification, 202: Accepted },
      async run(ctx, { body }) {
        const recorded = await recordNotification(ctx, { record: parseBody(NotificationAudit, body), queue });
        if (recorded.kind === "stored") return { status: 201, json: recorded.row };
        return { status: 202, json: { status: "accepted", message: "audit record queued for processing" } };
      },
    }),
  ];
}
