import type { TrailEvent } from "@/contracts/reconstruction-steps";
import { AppError } from "@/lib/errors";
import { textFault } from "@/lib/text";
import type { Ctx } from "@/server/infra/context";
import { selectContractEvents, selectExtents, selectSourceEvents } from "./sql";

export type QueriedTrail = {
  /** The specification's five types, in its order. */
  contractEvents: TrailEvent[];
  /** Everything the resource can be rebuilt from, aliases included. */
  sourceEvents: TrailEvent[];
  eventsTotal: number;
};

/** Step 1: fetches the events of one remediation and of its aliases. */
export async function queryTrail(ctx: Ctx, correlationId: string): Promise<QueriedTrail> {
  if (textFault(correlationId) !== undefined) throw nothingToRebuild(correlationId);
  const extents = await selectExtents(ctx, correlationId);
  const own = extents.find(({ alias }) => alias === null);
  const contractEvents = own ? await selectContractEvents(ctx.db, own) : [];
  if (contractEvents.length === 0) throw nothingToRebuild(correlationId);

  const sourceEvents: TrailEvent[] = [];
  for (const extent of extents) sourceEvents.push(...(await selectSourceEvents(ctx.db, extent)));
  const eventsTotal = extents.reduce((total, { eventCount }) => total + eventCount, 0);
  return { contractEvents, sourceEvents, eventsTotal };
}

function nothingToRebuild(correlationId: string): AppError {
  return new AppError(
    "NOT_FOUND",
    `No event under ${JSON.stringify(correlationId)} carries a field of a RemediationRequest.`,
    {
      slug: "audit/correlation-not-found",
      title: "Audit Events Not Found",
    },
  );
}
