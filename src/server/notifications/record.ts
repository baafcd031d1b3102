import { type NotificationAudit, SENT_AHEAD_MAX_MS, type StoredNotification } from "@/contracts/notifications";
import { AppError } from "@/lib/errors";
import { within } from "@/lib/within";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { toAppError } from "@/server/infra/db-failure";
import type { NotificationQueue } from "./queue";
import { insertNotification } from "./sql";

export type RecordedNotification = { kind: "stored"; row: StoredNotification } | { kind: "queued" };

export type RecordInput = { record: NotificationAudit; queue: NotificationQueue | undefined };

/** Senders give up after 5 s: this much for the database, and this much for the queue. */
const DATABASE_MS = 2500;
const QUEUE_MS = 900;

/** Stores one record, or queues it while the database can't be written. CONFLICT when the notification is recorded already. */
export async function recordNotification(ctx: Ctx, { record, queue }: RecordInput): Promise<RecordedNotification> {
  requireScope(ctx, "audit:write");
  if (Date.parse(record.sent_at) > ctx.clock.now().getTime() + SENT_AHEAD_MAX_MS) {
    const message = "is more than 5 minutes in the future";
    throw new AppError("VALIDATION", `sent_at ${message}`, { fieldErrors: [{ path: "sent_at", message }] });
  }
  try {
    return { kind: "stored", row: await within(DATABASE_MS, insertNotification(ctx.db, record)) };
  } catch (error) {
    const known = toAppError(error);
    if (known instanceof AppError && known.code === "CONFLICT") throw alreadyRecorded(record.notification_id);
    if (known instanceof AppError && known.code !== "UNAVAILABLE") throw known;
    if (queue === undefined) throw known;
    await within(QUEUE_MS, queue.push(ctx, record));
    return { kind: "queued" };
  }
}

function alreadyRecorded(notificationId: string): AppError {
  return new AppError("CONFLICT", `notification ${notificationId} is recorded already`, {
    fieldErrors: [{ path: "notification_id", message: "exists already" }],
  });
}
