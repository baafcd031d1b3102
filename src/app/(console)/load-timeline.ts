import type { Timeline } from "@/contracts/timeline";
import { prefetch } from "@/trpc/server";

/**
 * Title, page and bar ask for the same answer, so it is loaded once. A failure is left to the browser, which asks
 * again.
 */
export async function loadTimeline(correlationId: string): Promise<Timeline | undefined> {
  let timeline: Timeline | undefined;
  await prefetch((trpc, client) => [
    client.query(trpc.audit.timeline.queryOptions({ correlationId })).then(
      (loaded) => {
        timeline = loaded;
      },
      () => undefined,
    ),
  ]);
  return timeline;
}
