import { AppError } from "@/lib/errors";
import type { Ctx } from "@/server/infra/context";
import { isStillAdministered } from "./keys/sql";

/**
 * Refuses a change, made but not committed yet, after which nobody could administer access. Where there is no access
 * control everybody can.
 */
export async function refuseLockOut(ctx: Ctx): Promise<void> {
  if (ctx.principal.provider === undefined) return;
  if (await isStillAdministered(ctx.db, ctx.clock.now().toISOString())) return;
  throw new AppError("CONFLICT", "nobody could administer access any more; give access:admin to somebody else first");
}
