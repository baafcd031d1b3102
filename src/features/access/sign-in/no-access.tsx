"use client";

import { Button } from "@/components/ui/button";
import { Id } from "@/components/ui/id";
import { signOut } from "../sign-out";
import { AuthCard } from "./auth-card";

/** Somebody is known here and may do nothing. */
export function NoAccess({ requestId }: { requestId: string | null }) {
  return (
    <AuthCard
      title="403: you have no role here"
      sentence="You are signed in, but nothing was granted to you or to a group of yours. An administrator can grant you a role on the screen Access; then load this page again."
    >
      {requestId && (
        <p className="mt-3 flex flex-wrap items-center gap-x-1.5 text-ink-soft text-xs">
          Request <Id value={requestId} label="request id" />
        </p>
      )}
      <div className="mt-4 flex gap-2">
        <Button icon="refresh" variant="primary" onClick={() => window.location.reload()}>
          Try again
        </Button>
        <Button onClick={() => void signOut()}>Sign out</Button>
      </div>
    </AuthCard>
  );
}
