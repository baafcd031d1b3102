"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import type { Person } from "@/contracts/people";
import { useTRPC } from "@/trpc/client";
import { SessionsTable } from "../own/sessions-table";
import { endOfDay, FormDialog, Loaded } from "../parts";
import { textIn } from "../sign-in/use-auth-form";
import { LinkShown } from "./link-shown";

export type PersonTask = { kind: "link" | "expiry" | "sessions" | "deactivate" | "reactivate"; person: Person };

type TaskProps = { person: Person; onClose: () => void };

export function PersonDialogs({ task, onClose }: { task: PersonTask; onClose: () => void }) {
  const props = { person: task.person, onClose };
  switch (task.kind) {
    case "link":
      return <NewLink {...props} />;
    case "expiry":
      return <LastDay {...props} />;
    case "sessions":
      return <Sessions {...props} />;
    case "deactivate":
      return <Deactivate {...props} />;
    case "reactivate":
      return <Reactivate {...props} />;
  }
}

/** Closes the dialog and shows the people as they are now. */
function useAfterChange(onClose: () => void) {
  const trpc = useTRPC();
  const client = useQueryClient();
  return {
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: trpc.people.list.queryKey() });
      onClose();
    },
  };
}

function NewLink({ person, onClose }: TaskProps) {
  const trpc = useTRPC();
  const link = useMutation(trpc.people.passwordLink.mutationOptions());
  if (link.data) return <LinkShown link={link.data} name={person.name} onClose={onClose} />;
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={`A new password for ${person.name}`}
      description="Makes a link that sets a password, once. Their sessions end when they use it."
      action="Make the link"
      error={link.error}
      isBusy={link.isPending}
      onSubmit={() => link.mutate({ personId: person.id })}
    />
  );
}

function LastDay({ person, onClose }: TaskProps) {
  const trpc = useTRPC();
  const change = useMutation(trpc.people.setExpiry.mutationOptions(useAfterChange(onClose)));
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={`Last day of ${person.name}`}
      description="From then on the account is closed, sessions included."
      action="Set the last day"
      error={change.error}
      isBusy={change.isPending}
      onSubmit={(fields) => change.mutate({ personId: person.id, expiresAt: endOfDay(textIn(fields, "until")) })}
    >
      <TextField
        label="Last day"
        name="until"
        type="date"
        defaultValue={person.expiresAt?.slice(0, 10)}
        help="Ends at midnight UTC. Empty: no end."
      />
    </FormDialog>
  );
}

function Deactivate({ person, onClose }: TaskProps) {
  const trpc = useTRPC();
  const change = useMutation(trpc.people.deactivate.mutationOptions(useAfterChange(onClose)));
  const sessions = useSessionWords(person);
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={`Deactivate ${person.name}`}
      description={`Ends ${sessions} at once and lets ${person.email} in no more. Roles stay granted and count again after a reactivation.`}
      action={`Deactivate and end ${sessions}`}
      error={change.error}
      isBusy={change.isPending}
      onSubmit={() => change.mutate({ personId: person.id })}
    />
  );
}

/** How many sessions there are now. The list may be some seconds old, so until it was asked anew no number is named. */
function useSessionWords({ id }: Person): string {
  const trpc = useTRPC();
  const query = useQuery(trpc.people.list.queryOptions(undefined, { refetchOnMount: "always" }));
  const person = query.data?.people.find((each) => each.id === id);
  if (!query.isSuccess || !query.isFetchedAfterMount || person === undefined) return "every session";
  return person.sessions === 1 ? "1 session" : `${person.sessions} sessions`;
}

function Reactivate({ person, onClose }: TaskProps) {
  const trpc = useTRPC();
  const change = useMutation(trpc.people.reactivate.mutationOptions(useAfterChange(onClose)));
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={`Reactivate ${person.name}`}
      description={`Lets ${person.email} in again, with the roles that are still granted.`}
      action="Reactivate"
      error={change.error}
      isBusy={change.isPending}
      onSubmit={() => change.mutate({ personId: person.id })}
    />
  );
}

function Sessions({ person, onClose }: TaskProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.people.sessions.queryOptions({ personId: person.id }));
  return (
    <Dialog
      isOpen
      onOpenChange={(open) => !open && onClose()}
      title={`Sessions of ${person.name}`}
      className="w-[min(760px,calc(100vw-24px))]"
    >
      <div className="thin-scroll overflow-y-auto p-4">
        <Loaded query={query} what="The sessions">
          {({ sessions }) => <SessionsTable sessions={sessions} personId={person.id} />}
        </Loaded>
      </div>
    </Dialog>
  );
}
