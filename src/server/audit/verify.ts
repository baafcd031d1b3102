import type { ChainVerdict } from "@/contracts/audit";
import { ACCESS_CHAINS } from "@/contracts/own-events";
import type { Principal } from "@/contracts/principal";
import { refuseTextFault } from "@/lib/text";
import { toTimestamp } from "@/lib/time";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import type { Db } from "@/server/infra/db";
import { ChainWalk } from "./chain-walk";
import { findDateRanges } from "./date-ranges";
import type { DateRange } from "./sql";
import { findDaysOf, findExtent, findGaps, fixSnapshot, streamLinks } from "./sql-read";

/**
 * Recomputes every event of a chain in order of position. Head and events are read in one snapshot, so events that arrive
 * meanwhile are no finding; memory doesn't grow with the length.
 */
export async function verifyChain(ctx: Ctx, { correlationId }: { correlationId: string }): Promise<ChainVerdict> {
  requireScope(ctx, "verify");
  refuseTextFault("correlation_id", correlationId);
  return ctx.db.tx(async (tx) => {
    await fixSnapshot(tx);
    const head = await findExtent(tx, correlationId, { principal: ctx.principal, scope: "verify" });
    const isHidden = head === undefined && isKeptFrom(ctx.principal, correlationId);
    const walk = new ChainWalk(isHidden ? [] : await findGaps(tx, correlationId));
    const days = head ?? (isHidden ? undefined : await searchDays(tx, correlationId));
    if (days !== undefined) {
      for await (const link of streamLinks(tx, correlationId, days)) walk.add(link);
    }
    return walk.finish(correlationId, head, toTimestamp(ctx.clock.now()));
  });
}

/**
 * Only the head says where a correlation belongs, so without one a limited principal is told of nothing. Records of access
 * are told by the name of their chain.
 */
function isKeptFrom({ limits, scopes }: Principal, correlationId: string): boolean {
  return limits?.has("verify") === true || (correlationId.startsWith(ACCESS_CHAINS) && !scopes.has("access:read"));
}

/** Without a head nothing says where the events lie: each partition is asked by itself. */
async function searchDays(tx: Db, correlationId: string): Promise<DateRange | undefined> {
  let found: DateRange | undefined;
  for (const range of await findDateRanges(tx)) {
    const days = await findDaysOf(tx, correlationId, range);
    if (days !== undefined) found = { from: days.from, to: found?.to ?? days.to };
  }
  return found;
}
