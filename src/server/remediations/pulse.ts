import type { StorePulse } from "@/contracts/remediations";
import { dateOf, toTimestamp } from "@/lib/time";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { selectCounts, selectLatestEvent } from "./sql-pulse";

/** Whether anything arrived, how fresh it is and what waits for a person. */
export async function storePulse(ctx: Ctx): Promise<StorePulse> {
  requireScope(ctx, "audit:read");
  const measuredAt = toTimestamp(ctx.clock.now());
  const [counts, lastEvent] = await Promise.all([
    selectCounts(ctx, measuredAt),
    selectLatestEvent(ctx, dateOf(measuredAt)),
  ]);
  return { ...counts, lastEvent, measuredAt };
}
