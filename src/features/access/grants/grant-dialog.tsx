"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SelectField, TextField } from "@/components/ui/field";

import type { Person } from "@/contracts/people";
import { LIMITABLE_SCOPES, ROLE_SCOPES, Role, SubjectKind } from "@/contracts/roles";
import { useTRPC } from "@/trpc/client";
import { endOfDay, FormDialog, namesIn } from "../parts";
import { textIn } from "../sign-in/use-auth-form";

const KIND_WORDS = {
  person: "A person",
  group: "A group of the identity provider",
  service: "A service",
} satisfies Record<SubjectKind, string>;

/** A role for somebody, everywhere or in parts of the store. */
export function GrantDialog({ people, onClose }: { people: Person[]; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [kind, setKind] = useState<SubjectKind>(people.length > 0 ? "person" : "group");
  const [role, setRole] = useState<Role>("viewer");
  const grant = useMutation(
    trpc.access.grantRole.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: trpc.access.grants.queryKey() });
        onClose();
      },
    }),
  );
  const limitable = ROLE_SCOPES[role].filter((scope) => LIMITABLE_SCOPES.includes(scope));
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title="Grant a role"
      action="Grant the role"
      error={grant.error}
      isBusy={grant.isPending}
      onSubmit={(fields) =>
        grant.mutate({
          subjectKind: kind,
          subject: textIn(fields, "subject").trim(),
          role,
          namespaces: namesIn(textIn(fields, "namespaces")),
          clusters: namesIn(textIn(fields, "clusters")),
          expiresAt: endOfDay(textIn(fields, "until")),
        })
      }
    >
      <SelectField
        label="To"
        value={kind}
        onChange={(event) => setKind(SubjectKind.parse(event.target.value))}
        options={SubjectKind.options.map((value) => ({ value, label: KIND_WORDS[value] }))}
      />
      {kind === "person" ? (
        <SelectField
          label="Person"
          name="subject"
          options={people.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
        />
      ) : (
        <TextField
          label={kind === "group" ? "Group" : "Service"}
          name="subject"
          help={
            kind === "group"
              ? "As the groups claim names it."
              : "The name under which it authenticates, e.g. system:serviceaccount:ops:reporter."
          }
          required
        />
      )}
      <SelectField
        label="Role"
        value={role}
        onChange={(event) => setRole(Role.parse(event.target.value))}
        options={Role.options.map((value) => ({ value, label: value }))}
        help={ROLE_SCOPES[role].join(", ")}
      />
      <TextField
        label="Only in these namespaces"
        name="namespaces"
        help={`Names between commas. Empty: everywhere. With a limit only ${limitable.join(", ")} count.`}
      />
      <TextField label="Only on these clusters" name="clusters" help="Names between commas. Empty: everywhere." />
      <TextField label="Last day" name="until" type="date" help="Ends at midnight UTC. Empty: no end." />
    </FormDialog>
  );
}
