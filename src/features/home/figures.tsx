"use client";

import { useQuery } from "@tanstack/react-query";
import { Time } from "@/components/ui/time";
import { useNow } from "@/components/ui/use-now";
import type { RemediationFacets } from "@/contracts/remediations";
import { remediationsPath } from "@/lib/console-paths";
import { useTRPC } from "@/trpc/client";
import { Figure } from "./figure";
import { sharedMoment } from "./figure-age";
import { openCountsQuery, pulseQuery, queueQuery, recentCountsQuery } from "./home-queries";
import { safetyNetOf } from "./safety-net";
import type { Figures } from "./verdict";

/** The figures of the home page, each from the query whose list its link opens. */
export function useFigures(since: string) {
  const trpc = useTRPC();
  const pulse = useQuery(pulseQuery(trpc));
  const open = useQuery(openCountsQuery(trpc));
  const recent = useQuery(recentCountsQuery(trpc, since));
  const queue = useQuery(queueQuery(trpc));
  const figures: Figures = {
    open: open.data?.matching,
    waiting: countOf(open.data, "approval", ["requested"]),
    failed: countOf(recent.data, "outcome", ["Failed", "TimedOut"]),
    review: countOf(recent.data, "outcome", ["ManualReviewRequired"]),
    safetyNet: queue.data && safetyNetOf(queue.data),
  };
  return { pulse, open, recent, queue, figures };
}

export function FigureRow({ pulse, open, recent, figures }: Omit<ReturnType<typeof useFigures>, "queue">) {
  const ofOpen = { readAt: open.dataUpdatedAt, isFailed: open.isError, onRetry: () => void open.refetch() };
  const ofRecent = { readAt: recent.dataUpdatedAt, isFailed: recent.isError, onRetry: () => void recent.refetch() };
  return (
    <section aria-label="Figures" className="grid grid-cols-5 border-line border-y max-narrow:grid-cols-2">
      <Figure
        label="failed, last 24 h"
        href={remediationsPath("outcome:(Failed or TimedOut) and since:-24h")}
        value={figures.failed}
        tone="failure"
        {...ofRecent}
      />
      <Figure
        label="wait for an approval"
        href={remediationsPath("open:yes and approval:requested")}
        value={figures.waiting}
        tone="human"
        {...ofOpen}
      />
      <Figure
        label="manual review, last 24 h"
        href={remediationsPath("outcome:ManualReviewRequired and since:-24h")}
        value={figures.review}
        tone="human"
        {...ofRecent}
      />
      <Figure
        label="in progress"
        href={remediationsPath("open:yes", "activity_desc")}
        value={figures.open}
        {...ofOpen}
      />
      <Figure
        label="remediations in all"
        href={remediationsPath()}
        value={pulse.data?.remediations}
        readAt={pulse.dataUpdatedAt}
        isFailed={pulse.isError}
        onRetry={() => void pulse.refetch()}
      />
    </section>
  );
}

/** The age of the numbers, once for all. */
export function FiguresReadAt({ pulse, open, recent }: Omit<ReturnType<typeof useFigures>, "queue" | "figures">) {
  const moment = sharedMoment([pulse.dataUpdatedAt, open.dataUpdatedAt, recent.dataUpdatedAt], useNow());
  if (moment === undefined) return null;
  return (
    <span className="text-ink-soft text-xs">
      Figures read at <Time at={new Date(moment).toISOString()} style="clock" />
    </span>
  );
}

function countOf(facets: RemediationFacets | undefined, field: string, values: readonly string[]): number | undefined {
  if (!facets) return undefined;
  const counted = facets.facets.find((facet) => facet.field === field)?.values ?? [];
  return counted.filter((one) => values.includes(one.value)).reduce((sum, one) => sum + one.count, 0);
}
