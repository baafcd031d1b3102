import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { rebuildRemediations } from "@/server/remediations";
import { findDateRanges } from "./date-ranges";
import { findRebuild, finishRebuild, streamSensitive } from "./sql-masked";

/** So long after the upgrade no process of the version before writes rows any more. */
const ROLLOUT_MS = 15 * 60_000;

/**
 * After an upgrade: writes every row anew that may show what sensitive payloads hold, newest months first. It is done when
 * a pass began after the last process of the version before had gone; until then each call makes the pass again.
 */
export async function rebuildMaskedModels(ctx: Ctx, signal?: AbortSignal): Promise<number> {
  requireScope(ctx, "access:admin");
  const rebuild = await findRebuild(ctx.db);
  if (rebuild === undefined) return 0;

  const startedMs = ctx.clock.now().getTime();
  let rebuilt = 0;
  for (const range of await findDateRanges(ctx.db)) {
    for await (const correlationId of streamSensitive(ctx.db, range)) {
      if (signal?.aborted) return rebuilt;
      rebuilt += await rebuildRemediations(ctx, { correlationId, remembers: "state" });
    }
  }
  if (startedMs - rebuild.requestedMs >= ROLLOUT_MS) await finishRebuild(ctx.db);
  return rebuilt;
}
