import type { Ctx } from "@/server/infra/context";
import { recordAccess } from "./record";

/** Reads that are part of the evidence themselves. */
export type RecordedRead = { what: "reconstructed"; correlationId: string };

/** Records that somebody has read something that matters. Where there is no access control nobody is somebody. */
export async function recordRead(ctx: Ctx, { what, correlationId }: RecordedRead): Promise<void> {
  if (ctx.principal.provider === undefined) return;
  await recordAccess(ctx, [
    {
      type: `access.read.${what}`,
      action: what,
      resource: { type: "remediation", id: correlationId },
      data: { correlation_id: correlationId, provider: ctx.principal.provider },
    },
  ]);
}
