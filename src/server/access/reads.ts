import type { Ctx } from "@/server/infra/context";
import { recordAccess } from "./record";

/** Reads that are part of the evidence themselves. */
export type RecordedRead =
  | { what: "reconstructed"; correlationId: string }
  | { what: "payloads"; correlationId: string | undefined; eventIds: readonly string[] };

/** Records that somebody has read something that matters. Where there is no access control nobody is somebody. */
export async function recordRead(ctx: Ctx, read: RecordedRead): Promise<void> {
  const { provider } = ctx.principal;
  if (provider === undefined) return;
  const resource =
    read.what === "payloads"
      ? ({ type: "audit_search", id: ctx.requestId } as const)
      : ({ type: "remediation", id: read.correlationId } as const);
  const events = read.what === "payloads" ? { event_ids: read.eventIds } : {};
  await recordAccess(ctx, [
    {
      type: `access.read.${read.what}`,
      action: read.what === "payloads" ? "read" : read.what,
      resource,
      data: { correlation_id: read.correlationId, provider, ...events },
    },
  ]);
}
