"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/field";
import { Scope } from "@/contracts/principal";
import { useTRPC } from "@/trpc/client";
import { endOfDay, FormDialog, namesIn } from "../parts";
import { textIn } from "../sign-in/use-auth-form";
import { SecretShown } from "./secret-shown";

export function CreateKeyDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const create = useMutation(
    trpc.access.createKey.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: trpc.access.keys.queryKey() }),
    }),
  );
  if (create.data) return <SecretShown created={create.data} onClose={onClose} />;
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title="Make an API key"
      description="For one machine. Give it what it needs and no more."
      action="Make the key and show it"
      error={create.error}
      isBusy={create.isPending}
      onSubmit={(fields) =>
        create.mutate({
          name: textIn(fields, "name").trim(),
          owner: textIn(fields, "owner").trim(),
          scopes: Scope.options.filter((scope) => fields.getAll("scope").includes(scope)),
          namespaces: namesIn(textIn(fields, "namespaces")),
          clusters: namesIn(textIn(fields, "clusters")),
          expiresAt: endOfDay(textIn(fields, "until")),
        })
      }
    >
      <TextField label="Name" name="name" help="What will use it." autoComplete="off" required />
      <TextField
        label="Owner"
        name="owner"
        help="Who answers for it: a person or a team."
        autoComplete="off"
        required
      />
      <fieldset>
        <legend className="font-medium text-sm">Scopes</legend>
        <div className="mt-1 grid grid-cols-2 gap-x-4 max-phone:grid-cols-1">
          {Scope.options.map((scope) => (
            <label key={scope} htmlFor={`scope-${scope}`} className="flex min-h-6 items-center gap-2 text-sm">
              <Checkbox id={`scope-${scope}`} name="scope" value={scope} />
              {scope}
            </label>
          ))}
        </div>
      </fieldset>
      <TextField
        label="Only in these namespaces"
        name="namespaces"
        help="Names between commas. Empty: everywhere. With a limit only scopes that can be limited count."
      />
      <TextField label="Only on these clusters" name="clusters" help="Names between commas. Empty: everywhere." />
      <TextField label="Last day" name="until" type="date" help="Ends at midnight UTC. Empty: no end." />
    </FormDialog>
  );
}
