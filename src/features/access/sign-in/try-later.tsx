"use client";

import { Button } from "@/components/ui/button";
import { AuthCard } from "./auth-card";
import { RefusedRequest } from "./refused-request";

const LIMIT = {
  title: "429: too many requests",
  sentence:
    "There were too many requests, or too many credentials that failed, from you or your address. Wait a minute; then load this page again.",
};
const UNKNOWN = {
  title: "503: not right now",
  sentence: "Who you are can't be looked up at the moment. Load this page again in a little while.",
};

/** Somebody can't be let in for the moment. */
export function TryLater({ isLimit, requestId }: { isLimit: boolean; requestId: string | null }) {
  return (
    <AuthCard {...(isLimit ? LIMIT : UNKNOWN)}>
      <RefusedRequest id={requestId} />
      <div className="mt-4">
        <Button icon="refresh" variant="primary" onClick={() => window.location.reload()}>
          Try again
        </Button>
      </div>
    </AuthCard>
  );
}
