import { type AuditEventDetail, MASKED_PAYLOAD } from "@/contracts/audit";
import type { Principal } from "@/contracts/principal";
import { AppError } from "@/lib/errors";
import { isUuid } from "@/lib/ids";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import type { Db } from "@/server/infra/db";
import { matchesOwnHash } from "./chain-walk";
import { toLink } from "./link-columns";
import {
  type EventDetailRow,
  type EventKey,
  type Extent,
  findAtPositions,
  findEvent,
  findExtent,
  fixSnapshot,
  type Neighbour,
  toEvent,
} from "./sql-read";

/**
 * One event of a correlation, or of the alias that belongs to it, with its neighbours in its own chain. The payload of a
 * sensitive event is masked, whoever asks.
 */
export async function getEvent(ctx: Ctx, key: EventKey): Promise<AuditEventDetail> {
  requireScope(ctx, "audit:read");
  return ctx.db.tx(async (tx) => {
    await fixSnapshot(tx);
    const detail = await findDetail(tx, ctx.principal, key);
    if (!detail.event.is_sensitive) return detail;
    return { ...detail, isMasked: true, event: { ...detail.event, event_data_json: MASKED_PAYLOAD } };
  });
}

/** The same with its payload. Only for who records the reading in the same transaction. */
export async function getRevealedEvent(ctx: Ctx, key: EventKey): Promise<AuditEventDetail> {
  requireScope(ctx, "audit:read");
  requireScope(ctx, "audit:reveal");
  const detail = await findDetail(ctx.db, ctx.principal, key);
  if (detail.mayReveal) return detail;
  throw new AppError("FORBIDDEN", "this needs the scope audit:reveal where the event belongs", {
    extensions: { missing_scope: "audit:reveal" },
  });
}

async function findDetail(
  db: Db,
  principal: Principal,
  { correlationId, eventId }: EventKey,
): Promise<AuditEventDetail> {
  if (!isUuid(eventId)) throw noEvent(correlationId, eventId);
  for (const owner of [correlationId, `ai-${correlationId}`]) {
    const extent = await findExtent(db, owner, { principal, scope: "audit:read" });
    if (extent === undefined) continue;
    const row = await findEvent(db, principal, { eventId, correlationId: owner }, extent);
    if (row === undefined) continue;
    const position = Number(row.chain_seq ?? 0);
    const neighbours = await findAtPositions(db, owner, [position - 1, position + 1], extent);
    return toDetail(row, extent, neighbours);
  }
  throw noEvent(correlationId, eventId);
}

function toDetail(row: EventDetailRow, extent: Extent, neighbours: readonly Neighbour[]): AuditEventDetail {
  const link = toLink(row);
  const { retained_until, partition, may_reveal, event_data: _, payload_digest: __, ...event } = row;
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
    isMasked: false,
    mayReveal: may_reveal,
    hashMatches: matchesOwnHash(link),
    retainedUntil: retained_until,
    partition,
  };
}

function noEvent(correlationId: string, eventId: string): AppError {
  return new AppError("NOT_FOUND", `there is no event ${eventId} in ${correlationId}`);
}
