"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Screen } from "@/components/frame/screen";
import { ErrorState } from "@/components/ui/error-state";
import { useZone } from "@/components/ui/use-zone";
import type { Timeline } from "@/contracts/timeline";
import { visibleLine } from "@/lib/visible-text";
import { formatTime } from "@/lib/zone-time";
import { errorWords, useTRPC } from "@/trpc/client";
import { RemediationBody } from "./remediation-body";
import { RemediationMissing } from "./remediation-missing";
import { RemediationSkeleton } from "./remediation-skeleton";

const LIVE_MS = 5_000;

/** One remediation. The timeline is the one answer that all views of it share. */
export function RemediationScreen({ correlationId }: { correlationId: string }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.audit.timeline.queryOptions(
      { correlationId },
      { refetchInterval: (query) => (query.state.data?.remediation.isOpen ? LIVE_MS : false) },
    ),
  );
  if (data !== undefined) {
    return (
      <RemediationFrame correlationId={correlationId} range={<Range timeline={data} />} zoneAt={data.startedAt}>
        <RemediationBody timeline={data} />
      </RemediationFrame>
    );
  }
  if (error === null) {
    return (
      <RemediationFrame correlationId={correlationId}>
        <RemediationSkeleton />
      </RemediationFrame>
    );
  }
  const words = errorWords(error);
  return (
    <RemediationFrame correlationId={correlationId}>
      {words.isNotFound ? (
        <RemediationMissing correlationId={correlationId} />
      ) : (
        <>
          <h1 className="sr-only">Remediation {visibleLine(correlationId)}</h1>
          <ErrorState title="The remediation could not be loaded" {...words} onRetry={() => void refetch()} />
        </>
      )}
    </RemediationFrame>
  );
}

export function RemediationFrame({
  correlationId,
  range,
  zoneAt,
  children,
}: {
  correlationId: string;
  range?: ReactNode;
  zoneAt?: string;
  children: ReactNode;
}) {
  return (
    <Screen
      crumbs={[
        { label: "Observe" },
        { label: "Remediations", href: "/remediations" },
        { label: correlationId, isId: true },
      ]}
      range={range}
      zoneAt={zoneAt}
    >
      {children}
    </Screen>
  );
}

/** From the first to the last moment of the trail, for the top bar. */
function Range({ timeline }: { timeline: Timeline }) {
  const zone = useZone();
  const from = formatTime(timeline.startedAt, zone, "full");
  const isOneDay = formatTime(timeline.startedAt, zone, "date") === formatTime(timeline.endedAt, zone, "date");
  return (
    <span className="whitespace-nowrap text-ink-soft text-sm tabular-nums max-narrow:hidden">
      {from} – {formatTime(timeline.endedAt, zone, isOneDay ? "clock" : "full")}
    </span>
  );
}
