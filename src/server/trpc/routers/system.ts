import { QueueStatus } from "@/contracts/system";
import { getQueueStatus } from "@/server/dead-letters";
import { needs, router } from "../init";

export const systemRouter = router({
  queue: needs("audit:read")
    .output(QueueStatus)
    .query(({ ctx }) => getQueueStatus(ctx.app)),
});
