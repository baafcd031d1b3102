import type { NotificationAudit } from "@/contracts/notifications";
import { type DlqCapacity, pushMessages } from "@/server/dlq";
import type { Ctx } from "@/server/infra/context";
import type { Valkey } from "@/server/infra/valkey";

/** Where records wait while the database can't be written. */
export type NotificationQueue = { push(ctx: Ctx, record: NotificationAudit): Promise<void> };

export function createNotificationQueue(options: { valkey: Valkey; capacity: DlqCapacity }): NotificationQueue {
  return {
    async push(ctx, record) {
      const message = {
        kind: "notifications" as const,
        payload: JSON.stringify(record),
        timestamp: ctx.clock.now().toISOString(),
        retryCount: 0,
        lastError: "the database could not be written",
      };
      await pushMessages(options.valkey, options.capacity, { kind: "notifications", messages: [message] });
    },
  };
}
