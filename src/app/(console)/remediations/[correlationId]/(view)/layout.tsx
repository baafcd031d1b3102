import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { remediationIdIn } from "@/lib/console-paths";
import { prefetch } from "@/trpc/server";

type LayoutProps = { params: Promise<{ correlationId: string }>; children: ReactNode };

/** Asks for the row before anything is sent, so that an unknown id is answered with 404. The page may take its time. */
export default async function RemediationLayout({ params, children }: LayoutProps) {
  const correlationId = remediationIdIn((await params).correlationId);
  let isMissing = false;
  await prefetch((trpc, client) => [
    client.query(trpc.remediations.get.queryOptions({ correlationId })).catch((error: unknown) => {
      isMissing = isNotFound(error);
    }),
  ]);
  if (isMissing) notFound();
  return children;
}

/** A verb called in this process fails with the error of the router as cause. */
function isNotFound(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "NOT_FOUND";
}
