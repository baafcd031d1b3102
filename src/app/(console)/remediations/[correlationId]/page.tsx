import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { Timeline } from "@/contracts/timeline";
import { RemediationScreen } from "@/features/remediation/remediation-screen";
import { HydrateClient, prefetch } from "@/trpc/server";

type PageProps = { params: Promise<{ correlationId: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const correlationId = await correlationIdOf(params);
  const { timeline } = await loadTimeline(correlationId);
  return { title: timeline?.title ?? correlationId };
}

export default async function RemediationPage({ params }: PageProps) {
  const correlationId = await correlationIdOf(params);
  const { isMissing } = await loadTimeline(correlationId);
  if (isMissing) notFound();
  return (
    <HydrateClient>
      <RemediationScreen correlationId={correlationId} />
    </HydrateClient>
  );
}

async function correlationIdOf(params: PageProps["params"]): Promise<string> {
  return decodeURIComponent((await params).correlationId);
}

/** Title and page ask for the same answer, so it is loaded once. Any failure but "missing" is left to the browser. */
async function loadTimeline(correlationId: string): Promise<{ timeline?: Timeline; isMissing: boolean }> {
  let timeline: Timeline | undefined;
  let isMissing = false;
  await prefetch((trpc, client) => [
    client.query(trpc.audit.timeline.queryOptions({ correlationId })).then(
      (loaded) => {
        timeline = loaded;
      },
      (error: unknown) => {
        isMissing = isNotFound(error);
      },
    ),
  ]);
  return { timeline, isMissing };
}

/** A verb called in this process fails with the error of the router as cause. */
function isNotFound(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "NOT_FOUND";
}
