import type { Timeline } from "@/contracts/timeline";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { getRemediation } from "@/server/remediations";
import { selectTrailEvents, selectTrailExtent, TRAIL_EVENTS_MAX } from "./sql-timeline";
import { buildTimeline } from "./timeline/build";

/**
 * How a remediation went: phases, critical path, absent events, story. An alias is answered with its owner's timeline, and
 * events sent under the alias are merged in. Of a trail beyond TRAIL_EVENTS_MAX the frequent types are read in part.
 */
export async function getTimeline(ctx: Ctx, { correlationId }: { correlationId: string }): Promise<Timeline> {
  requireScope(ctx, "audit:read");
  const row = await getRemediation(ctx, { correlationId });
  const extent = await selectTrailExtent(ctx.db, row.correlationId);
  const events = extent === undefined ? [] : await selectTrailEvents(ctx.db, ctx.principal, extent);
  const isCut = extent !== undefined && events.length === TRAIL_EVENTS_MAX;
  return buildTimeline({ row, events, omittedEvents: isCut ? Math.max(0, extent.eventCount - events.length) : 0 });
}
