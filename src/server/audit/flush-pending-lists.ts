import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { sortInWhatWaits } from "./sql";

/**
 * Sorts into the payloads' index what was stored since the last time, so that no writer has to: that takes 50 ms for some
 * thousand events, for which everybody behind it would wait.
 */
export async function flushPendingLists(ctx: Ctx): Promise<void> {
  requireScope(ctx, "audit:write");
  await sortInWhatWaits(ctx.db);
}
