import { rebuildMaskedModels } from "@/server/audit";
import type { Loop } from "../loop";

/** Ends the exposure of sensitive payloads in rows that an older version has written. Does nothing once that is done. */
export const rebuildMaskedLoop: Loop = {
  name: "rebuild-masked",
  everyMs: 5 * 60_000,
  runs: "leader",
  async runOnce(ctx, signal) {
    const rebuilt = await rebuildMaskedModels(ctx, signal);
    if (rebuilt > 0) ctx.log.info({ rebuilt }, "rows that may have shown sensitive payloads were written anew");
    return "done";
  },
};
