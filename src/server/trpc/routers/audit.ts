import { z } from "zod";
import { AuditEvent, AuditEventDetail, ChainVerdict, EventSearch } from "@/contracts/audit";
import { Timeline } from "@/contracts/timeline";
import { revealPayload } from "@/server/access";
import { getEvent, getTimeline, searchEvents, verifyChain } from "@/server/audit";
import { call, needs, router } from "../init";

const ByCorrelation = z.object({ correlationId: z.string().min(1).max(255) });
const ByEvent = ByCorrelation.extend({ eventId: z.uuid() });
const EventPage = z.object({
  events: z.array(AuditEvent),
  total: z.number(),
  limit: z.number(),
  offset: z.number(),
  hasMore: z.boolean(),
});

export const auditRouter = router({
  search: needs("audit:read")
    .input(EventSearch)
    .output(EventPage)
    .query(({ ctx, input }) => searchEvents(ctx.app, input)),
  event: needs("audit:read").input(ByEvent).output(AuditEventDetail).query(call(getEvent)),
  reveal: needs("audit:reveal").input(ByEvent).output(AuditEventDetail).mutation(call(revealPayload)),
  timeline: needs("audit:read").input(ByCorrelation).output(Timeline).query(call(getTimeline)),
  verifyChain: needs("verify").input(ByCorrelation).output(ChainVerdict).query(call(verifyChain)),
});
