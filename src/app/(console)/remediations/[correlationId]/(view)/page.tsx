import type { Metadata } from "next";
import { RemediationScreen } from "@/features/remediation/remediation-screen";
import { remediationIdIn } from "@/lib/console-paths";
import { visibleLine } from "@/lib/visible-text";
import { HydrateClient } from "@/trpc/server";
import { loadTimeline } from "../../../load-timeline";

type PageProps = { params: Promise<{ correlationId: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  // Next has decoded it here, unlike for the page: once more would change an id with a percent sign, or fail.
  const { correlationId } = await params;
  const timeline = await loadTimeline(correlationId);
  return { title: visibleLine(timeline?.title ?? correlationId) };
}

export default async function RemediationPage({ params }: PageProps) {
  const correlationId = remediationIdIn((await params).correlationId);
  await loadTimeline(correlationId);
  return (
    <HydrateClient>
      <RemediationScreen correlationId={correlationId} />
    </HydrateClient>
  );
}
