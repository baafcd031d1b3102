import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RemediationScreen } from "@/features/remediation/remediation-screen";
import { HydrateClient, prefetch } from "@/trpc/server";

type PageProps = { params: Promise<{ correlationId: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: await correlationIdOf(params) };
}

export default async function RemediationPage({ params }: PageProps) {
  const correlationId = await correlationIdOf(params);
  let isMissing = false;
  await prefetch((trpc, client) => [
    client.fetchQuery(trpc.audit.timeline.queryOptions({ correlationId })).catch((error: unknown) => {
      isMissing = isNotFound(error);
    }),
  ]);
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

/** A verb called in this process fails with the error of the router as cause. */
function isNotFound(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "NOT_FOUND";
}
