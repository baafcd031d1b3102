"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/field";
import { Cell, HeadCell, RowHeadCell, Table } from "@/components/ui/table";
import { Ago } from "@/components/ui/time";
import type { PersonSession } from "@/contracts/people";
import { errorWords, useTRPC } from "@/trpc/client";
import { browserName } from "./browser-name";

/** Where somebody is signed in. One's own by default; of another person for an administrator. */
export function SessionsTable({ sessions, personId }: { sessions: PersonSession[]; personId?: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const end = useMutation(
    trpc.people.endSession.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: trpc.people.pathKey() });
        announce("Session ended");
      },
    }),
  );
  if (sessions.length === 0) return <p className="py-2 text-ink-soft text-sm">Signed in nowhere.</p>;
  return (
    <>
      {end.error && <FormError>{errorWords(end.error).message}</FormError>}
      <Table label="Sessions">
        <thead>
          <tr>
            <HeadCell>Browser</HeadCell>
            <HeadCell className="w-30 max-phone:hidden">Address</HeadCell>
            <HeadCell className="w-24">Last seen</HeadCell>
            <HeadCell className="w-24 max-phone:hidden">Ends</HeadCell>
            <HeadCell className="w-18">
              <span className="sr-only">Actions</span>
            </HeadCell>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id} className="hover:bg-hover">
              <RowHeadCell title={session.userAgent ?? undefined} className="h-8">
                {browserName(session.userAgent)}
                {session.isThisOne && <span className="text-ink-soft"> (this one)</span>}
              </RowHeadCell>
              <Cell className="mono text-ink-soft max-phone:hidden">{session.address || "not known"}</Cell>
              <Cell className="text-ink-soft">
                <Ago at={session.lastSeenAt} />
              </Cell>
              <Cell className="text-ink-soft max-phone:hidden">
                <Ago at={session.endsAt} />
              </Cell>
              <Cell align="end">
                <Button
                  size="sm"
                  disabled={end.isPending || session.isThisOne}
                  title={session.isThisOne ? "Sign out instead" : undefined}
                  aria-label={`End the session in ${browserName(session.userAgent)}`}
                  onClick={() => end.mutate({ sessionId: session.id, personId })}
                >
                  End
                </Button>
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}
