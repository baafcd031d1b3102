"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { SelectField } from "@/components/ui/field";
import type { ApiKey } from "@/contracts/access";
import { useTRPC } from "@/trpc/client";
import { FormDialog } from "../parts";
import { textIn } from "../sign-in/use-auth-form";
import { SecretShown } from "./secret-shown";

export type KeyTask = { kind: "rotate" | "revoke"; key: ApiKey };

type TaskProps = { apiKey: ApiKey; onClose: () => void };

export function KeyDialogs({ task, onClose }: { task: KeyTask; onClose: () => void }) {
  return task.kind === "rotate" ? (
    <Rotate apiKey={task.key} onClose={onClose} />
  ) : (
    <Revoke apiKey={task.key} onClose={onClose} />
  );
}

const OVERLAPS = [
  { value: "0", label: "Not at all: it is refused at once" },
  { value: "3600", label: "1 hour" },
  { value: "86400", label: "1 day" },
  { value: "604800", label: "7 days" },
] as const;

function Rotate({ apiKey, onClose }: TaskProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const rotate = useMutation(
    trpc.access.rotateKey.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: trpc.access.keys.queryKey() }),
    }),
  );
  if (rotate.data) return <SecretShown created={rotate.data} onClose={onClose} />;
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={`Rotate ${apiKey.name}`}
      description="Makes a new secret with the same scopes and limits."
      action="Rotate and show the new key"
      error={rotate.error}
      isBusy={rotate.isPending}
      onSubmit={(fields) =>
        rotate.mutate({
          keyId: apiKey.keyId,
          overlapSeconds: Number(textIn(fields, "overlap")),
          expiresAt: apiKey.expiresAt && new Date(apiKey.expiresAt).toISOString(),
        })
      }
    >
      <SelectField label="The old secret works on for" name="overlap" defaultValue="86400" options={OVERLAPS} />
    </FormDialog>
  );
}

function Revoke({ apiKey, onClose }: TaskProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const revoke = useMutation(
    trpc.access.revokeKey.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: trpc.access.keys.queryKey() });
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={`Revoke ${apiKey.name}`}
      description="Every server refuses it from now on. That can't be undone; a new key can be made."
      action="Revoke the key"
      error={revoke.error}
      isBusy={revoke.isPending}
      onSubmit={() => revoke.mutate({ keyId: apiKey.keyId })}
    />
  );
}
