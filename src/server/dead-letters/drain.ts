import type { Ctx } from "@/server/infra/context";
import type { Replayer } from "./replay";

/** Empties the queue before the process ends, within a limit; true when nothing that is due was left in it. */
export async function drainWithTimeout(ctx: Ctx, replayer: Replayer, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const pass = await replayer.runOnce(ctx);
    if (pass !== "more") return pass === "done";
  }
  return false;
}
