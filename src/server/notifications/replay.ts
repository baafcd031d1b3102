import { NotificationAudit } from "@/contracts/notifications";
import { AppError } from "@/lib/errors";
import { parseFailure } from "@/lib/json-reader";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { toAppError } from "@/server/infra/db-failure";
import { insertMissing } from "./sql";

/** Stores queued records, all or none; those that are recorded already are left as they are. */
export async function replayNotifications(ctx: Ctx, payloads: readonly string[]): Promise<void> {
  requireScope(ctx, "audit:write");
  const records = payloads.map(readRecord);
  try {
    await insertMissing(ctx.db, records);
  } catch (error) {
    throw toAppError(error);
  }
}

function readRecord(payload: string): NotificationAudit {
  const parsed = NotificationAudit.safeParse(parseJson(payload));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError("VALIDATION", `${issue?.path.join(".") || "the record"}: ${issue?.message ?? "is not readable"}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw parseFailure("", error instanceof Error ? error.message : "unreadable");
  }
}
