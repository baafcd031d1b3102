"use client";

import { useQuery } from "@tanstack/react-query";
import { ErrorState } from "@/components/ui/error-state";
import { visibleLine } from "@/lib/visible-text";
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
  if (data !== undefined) return <RemediationBody timeline={data} />;
  if (error === null) return <RemediationSkeleton />;
  const words = errorWords(error);
  if (words.isNotFound) return <RemediationMissing correlationId={correlationId} />;
  return (
    <>
      <h1 className="sr-only">Remediation {visibleLine(correlationId)}</h1>
      <ErrorState title="The remediation could not be loaded" {...words} onRetry={() => void refetch()} />
    </>
  );
}
