"use client";

import { Button } from "@/components/ui/button";
import { signOut } from "../sign-out";
import { AuthCard } from "./auth-card";
import { RefusedRequest } from "./refused-request";

/** Somebody is known here and may do nothing. */
export function NoAccess({ requestId }: { requestId: string | null }) {
  return (
    <AuthCard
      title="403: you have no role here"
      sentence="You are signed in, but nothing was granted to you or to a group of yours. An administrator can grant you a role on the screen Access; then load this page again."
    >
      <RefusedRequest id={requestId} />
      <div className="mt-4 flex gap-2">
        <Button icon="refresh" variant="primary" onClick={() => window.location.reload()}>
          Try again
        </Button>
        <Button onClick={() => void signOut()}>Sign out</Button>
      </div>
    </AuthCard>
  );
}
