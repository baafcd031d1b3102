"use client";

import { useOnBar } from "@/components/frame/on-bar";
import { ErrorState } from "@/components/ui/error-state";

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

/** A screen failed; the frame around it stays. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  useOnBar("title", "Error");
  return (
    <ErrorState
      heading="h1"
      title="This screen failed"
      message="Nothing was changed. The server's log has the cause under this id."
      requestId={error.digest}
      onRetry={reset}
    />
  );
}
