import type { NotificationAudit } from "@/contracts/notifications";
import { type DlqOptions, pushMessages } from "@/server/dlq";
import type { Ctx } from "@/server/infra/context";

/** Where records wait while the database can't be written. */
export type NotificationQueue = { push(ctx: Ctx, record: NotificationAudit): Promise<void> };

export function createNotificationQueue(options: DlqOptions): NotificationQueue {
  return {
    async push(ctx, record) {
      const message = {
        kind: "notifications" as const,
        payload: JSON.stringify(record),
        timestamp: ctx.clock.now().toISOString(),
        retryCount: 0,
        lastError: "the database could not be written",
      };
      await pushMessages(options, { kind: "notifications", messages: [message] });
    },
  };
}
