import { forgetReceipts } from "@/server/audit";
import type { Loop } from "../loop";

/** Receipts of batches are evidence for an hour; after two they go. */
export const forgetReceiptsLoop: Loop = {
  name: "forget-receipts",
  everyMs: 10 * 60_000,
  runs: "leader",
  async runOnce(ctx) {
    await forgetReceipts(ctx.db);
    return "done";
  },
};
