import type { AuditEventDetail, EventPage, EventSearch } from "@/contracts/audit";
import { getRevealedEvent, searchEvents } from "@/server/audit";
import { hasScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { recordRead } from "./reads";
import { recordAccess } from "./record";

/** One event with its payload, and the record of who has seen it. Without the record there is no payload. */
export async function revealPayload(
  ctx: Ctx,
  { correlationId, eventId }: { correlationId: string; eventId: string },
): Promise<AuditEventDetail> {
  return ctx.db.tx(async (db) => {
    const inside = { ...ctx, db };
    const detail = await getRevealedEvent(inside, { correlationId, eventId });
    const { event_id: id, correlation_id, event_type: revealed, is_sensitive } = detail.event;
    if (!is_sensitive) return detail;
    const data = { correlation_id, revealed_event_type: revealed, provider: ctx.principal.provider ?? null };
    const resource = { type: "audit_event", id } as const;
    await recordAccess(inside, [{ type: "access.payload.revealed", action: "revealed", resource, data }]);
    return detail;
  });
}

/**
 * Events as services read them: with the payloads of sensitive ones for who may see them, which is recorded. So is a total
 * that counts sensitive events by what their payloads say, even where the page has none of them.
 */
export async function readEvents(ctx: Ctx, search: EventSearch): Promise<EventPage> {
  const isRevealing = hasScope(ctx, "audit:reveal");
  const { revealed, sensitiveMatches, ...page } = await searchEvents(ctx, search, { isRevealing });
  if (revealed.length > 0 || sensitiveMatches > 0) {
    const { correlationId, detailKey } = search;
    await recordRead(ctx, { what: "payloads", correlationId, eventIds: revealed, detailKey, sensitiveMatches });
  }
  return page;
}
