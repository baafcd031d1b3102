"use client";

import { notifyManager, useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { useOnBar } from "@/components/frame/on-bar";
import { useZone } from "@/components/ui/use-zone";
import type { Timeline } from "@/contracts/timeline";
import { formatTime } from "@/lib/zone-time";
import { useTRPC } from "@/trpc/client";

type TrailRangeProps = { correlationId: string; sent: Pick<Timeline, "startedAt" | "endedAt"> | undefined };

/** From the first to the last moment of the trail: as it was sent, then as the screen below has it. */
export function TrailRange({ correlationId, sent }: TrailRangeProps) {
  const zone = useZone();
  const trail = useLoadedTimeline(correlationId) ?? sent;
  useOnBar("zoneAt", trail?.startedAt);
  if (trail === undefined) return null;
  const from = formatTime(trail.startedAt, zone, "full");
  const isOneDay = formatTime(trail.startedAt, zone, "date") === formatTime(trail.endedAt, zone, "date");
  return (
    <span className="whitespace-nowrap text-ink-soft text-sm tabular-nums max-narrow:hidden">
      {from} – {formatTime(trail.endedAt, zone, isOneDay ? "clock" : "full")}
    </span>
  );
}

/**
 * The timeline once the screen has it. A query asked for here would stand in the cache without an answer, and the
 * answer that is sent along with the screen would find its place taken.
 */
function useLoadedTimeline(correlationId: string): Timeline | undefined {
  const client = useQueryClient();
  const { queryKey } = useTRPC().audit.timeline.queryOptions({ correlationId });
  const listen = useCallback(
    (listener: () => void) => client.getQueryCache().subscribe(notifyManager.batchCalls(listener)),
    [client],
  );
  return useSyncExternalStore(
    listen,
    () => client.getQueryData(queryKey),
    () => undefined,
  );
}
