import type { AuditEventDetail } from "@/contracts/audit";
import { AppError } from "@/lib/errors";
import { isUuid } from "@/lib/ids";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { matchesOwnHash } from "./chain-walk";
import { toLink } from "./link-columns";
import {
  type EventDetailRow,
  type Extent,
  findAtPositions,
  findEvent,
  findExtent,
  fixSnapshot,
  type Neighbour,
  toEvent,
} from "./sql-read";

type EventKey = { correlationId: string; eventId: string };

/** One event of a correlation, or of the alias that belongs to it, with its neighbours in its own chain. */
export async function getEvent(ctx: Ctx, { correlationId, eventId }: EventKey): Promise<AuditEventDetail> {
  requireScope(ctx, "audit:read");
  if (!isUuid(eventId)) throw noEvent(correlationId, eventId);
  return ctx.db.tx(async (tx) => {
    await fixSnapshot(tx);
    for (const owner of [correlationId, `ai-${correlationId}`]) {
      const extent = await findExtent(tx, owner, { principal: ctx.principal, scope: "audit:read" });
      if (extent === undefined) continue;
      const row = await findEvent(tx, eventId, owner, extent);
      if (row === undefined) continue;
      const position = Number(row.chain_seq ?? 0);
      const neighbours = await findAtPositions(tx, owner, [position - 1, position + 1], extent);
      return toDetail(row, extent, neighbours);
    }
    throw noEvent(correlationId, eventId);
  });
}

function toDetail(row: EventDetailRow, extent: Extent, neighbours: readonly Neighbour[]): AuditEventDetail {
  const link = toLink(row);
  const { retained_until, partition, event_data: _, payload_digest: __, ...event } = row;
  const at = (position: number) => {
    const found = neighbours.find((neighbour) => Number(neighbour.chain_seq) === position);
    return found === undefined ? null : { ...found, chain_seq: position };
  };
  const position = link.chainSeq ?? 0;
  return {
    event: toEvent(event),
    chainLength: extent.chainSeq,
    previous: at(position - 1),
    next: at(position + 1),
    hashMatches: matchesOwnHash(link),
    retainedUntil: retained_until,
    partition,
  };
}

function noEvent(correlationId: string, eventId: string): AppError {
  return new AppError("NOT_FOUND", `there is no event ${eventId} in ${correlationId}`);
}
