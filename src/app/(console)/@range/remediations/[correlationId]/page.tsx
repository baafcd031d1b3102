import { Suspense } from "react";
import { TrailRange } from "@/features/remediation/trail-range";
import { remediationIdIn } from "@/lib/console-paths";
import { loadTimeline } from "../../../load-timeline";

type PageProps = { params: Promise<{ correlationId: string }> };

/** The bar is not kept waiting for the trail. */
export default function RemediationRange({ params }: PageProps) {
  return (
    <Suspense>
      <SentRange params={params} />
    </Suspense>
  );
}

async function SentRange({ params }: PageProps) {
  const correlationId = remediationIdIn((await params).correlationId);
  const timeline = await loadTimeline(correlationId);
  const sent = timeline && { startedAt: timeline.startedAt, endedAt: timeline.endedAt };
  return <TrailRange correlationId={correlationId} sent={sent} />;
}
