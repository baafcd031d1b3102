import { z } from "zod";

/** What the database announces on `holdfast_access` when a right may have been taken away. */
const Notice = z.object({ table: z.string(), subject: z.string() });
export type Notice = z.infer<typeof Notice>;

/** What is remembered of the database stays true while its notices are heard. */
export type Freshness = {
  /** Whether notices are being heard; what is remembered counts only then. */
  isLive(): boolean;
  /** Grows with every notice and every gap: what was read in an earlier epoch may be outdated. */
  epoch(): number;
  onNotice(hear: (notice: Notice) => void): void;
};

export type FreshnessFeed = Freshness & { notice(payload: string): void; gap(): void };

/** Fed by the connection that listens. */
export function createFreshness(isLive: () => boolean): FreshnessFeed {
  const hearers: ((notice: Notice) => void)[] = [];
  let epoch = 0;
  return {
    isLive,
    epoch: () => epoch,
    onNotice: (hear) => void hearers.push(hear),
    notice(payload) {
      epoch++;
      const notice = Notice.safeParse(parsed(payload));
      for (const hear of notice.success ? hearers : []) if (notice.success) hear(notice.data);
    },
    gap() {
      epoch++;
    },
  };
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
