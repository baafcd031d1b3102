import type { Ctx } from "@/server/infra/context";
import type { Replayer } from "./replay";

/** Empties the queue before the process ends, within a limit; true when nothing was left to do. */
export async function drainWithTimeout(ctx: Ctx, replayer: Replayer, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if ((await replayer.runOnce(ctx)) === "done") return true;
  }
  return false;
}
