import type { Ctx } from "@/server/infra/context";
import { recordAccess } from "./record";

/** Reads that are part of the evidence themselves. */
export type RecordedRead =
  | { what: "reconstructed"; correlationId: string }
  | {
      what: "payloads";
      correlationId: string | undefined;
      /** Events whose payload was answered. */
      eventIds: readonly string[];
      /** The field that was searched, and how many sensitive events were told to match. What was searched for is not recorded. */
      detailKey: string | undefined;
      sensitiveMatches: number;
    };

/** Records that somebody has read something that matters. Where there is no access control nobody is somebody. */
export async function recordRead(ctx: Ctx, read: RecordedRead): Promise<void> {
  const { provider } = ctx.principal;
  if (provider === undefined) return;
  const resource =
    read.what === "payloads"
      ? ({ type: "audit_search", id: ctx.requestId } as const)
      : ({ type: "remediation", id: read.correlationId } as const);
  const events = read.what === "payloads" ? payloadsOf(read) : {};
  await recordAccess(ctx, [
    {
      type: `access.read.${read.what}`,
      action: read.what === "payloads" ? "read" : read.what,
      resource,
      data: { correlation_id: read.correlationId, provider, ...events },
    },
  ]);
}

function payloadsOf({ eventIds, detailKey, sensitiveMatches }: Extract<RecordedRead, { what: "payloads" }>) {
  const searched = detailKey === undefined ? {} : { detail_key: detailKey, sensitive_matches: sensitiveMatches };
  return { event_ids: eventIds, ...searched };
}
