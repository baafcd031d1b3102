"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { TextField } from "@/components/ui/field";
import { useTRPC } from "@/trpc/client";
import { endOfDay, FormDialog } from "../parts";
import { textIn } from "../sign-in/use-auth-form";
import { LinkShown } from "./link-shown";

/** A new account. There is no mail server: the link is shown to whoever invites. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const invite = useMutation(
    trpc.people.invite.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: trpc.people.list.queryKey() }),
    }),
  );
  if (invite.data) return <LinkShown link={invite.data} name={name} onClose={onClose} />;
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title="Invite a person"
      description="They set their own password by a link. Without a role they may do nothing."
      action="Invite and show the link"
      error={invite.error}
      isBusy={invite.isPending}
      onSubmit={(fields) => {
        setName(textIn(fields, "name"));
        invite.mutate({
          name: textIn(fields, "name"),
          email: textIn(fields, "email").trim(),
          expiresAt: endOfDay(textIn(fields, "until")),
        });
      }}
    >
      <TextField label="Name" name="name" autoComplete="off" required />
      <TextField label="E-mail" name="email" type="email" autoComplete="off" required />
      <TextField
        label="Last day"
        name="until"
        type="date"
        help="For guests, such as an auditor. Ends at midnight UTC."
      />
    </FormDialog>
  );
}
