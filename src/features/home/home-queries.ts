import type { RemediationFilters } from "@/contracts/remediations";
import type { useTRPC } from "@/trpc/client";

type Trpc = ReturnType<typeof useTRPC>;

const QUIET_MS = 15_000;
const WAITING_MS = 2_000;
const ROWS = 8;

/** Asked often while a first event is awaited. */
export function pulseQuery(trpc: Trpc) {
  return trpc.remediations.pulse.queryOptions(undefined, {
    refetchInterval: (query) => (query.state.data?.hasEvents === false ? WAITING_MS : QUIET_MS),
  });
}

/** The safety net below the database. */
export function queueQuery(trpc: Trpc) {
  return trpc.system.queue.queryOptions(undefined, { refetchInterval: QUIET_MS });
}

export function recentCountsQuery(trpc: Trpc, since: string) {
  return trpc.remediations.facets.queryOptions({ filters: { since } }, { refetchInterval: QUIET_MS });
}

export function openCountsQuery(trpc: Trpc) {
  return trpc.remediations.facets.queryOptions({ filters: { open: true } }, { refetchInterval: QUIET_MS });
}

/** The rows behind "needs a look": what ended badly or was left for a person. */
export function troubledQuery(trpc: Trpc) {
  return rowsQuery(trpc, {
    outcome: { op: "in", values: ["Failed", "TimedOut", "Blocked", "ManualReviewRequired"] },
  });
}

export function latestQuery(trpc: Trpc) {
  return rowsQuery(trpc, {});
}

/** The test remediation of the checklist, until it is there. */
export function firstEventQuery(trpc: Trpc, correlationId: string, isAwaited: boolean) {
  return trpc.remediations.list.queryOptions(
    { filters: { text: correlationId }, limit: 1 },
    {
      enabled: isAwaited,
      refetchInterval: (query) => (query.state.data?.rows.length ? false : WAITING_MS),
      staleTime: 0,
    },
  );
}

function rowsQuery(trpc: Trpc, filters: RemediationFilters) {
  return trpc.remediations.list.queryOptions({ filters, limit: ROWS }, { refetchInterval: QUIET_MS });
}
