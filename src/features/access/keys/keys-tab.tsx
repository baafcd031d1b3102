"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { QuietStateMark, type State } from "@/components/ui/state";
import { Cell, HeadCell, RowHeadCell, Table } from "@/components/ui/table";
import { Ago, Time } from "@/components/ui/time";
import type { ApiKey } from "@/contracts/access";
import { useTRPC } from "@/trpc/client";
import { Loaded, placesOf, TabHead } from "../parts";
import { CreateKeyDialog } from "./create-key-dialog";
import { KeyDialogs, type KeyTask } from "./key-dialogs";

const STATUS = {
  active: { state: "success", word: "Active" },
  replaced: { state: "pending", word: "Replaced" },
  expired: { state: "blocked", word: "Expired" },
  revoked: { state: "blocked", word: "Revoked" },
} satisfies Record<ApiKey["status"], { state: State; word: string }>;

/** So many scopes are read at a glance. */
const FEW = 3;

/** Keys of machines. The secret is shown once; here is what may be seen. */
export function KeysTab() {
  const trpc = useTRPC();
  const query = useQuery(trpc.access.keys.queryOptions());
  const [isMaking, setIsMaking] = useState(false);
  const [task, setTask] = useState<KeyTask | null>(null);
  return (
    <>
      <TabHead sentence="Credentials of machines. Only a digest of a key is stored; a revoked one is refused at once, everywhere.">
        <Button variant="primary" icon="plus" onClick={() => setIsMaking(true)}>
          Make a key
        </Button>
      </TabHead>
      <Loaded query={query} what="The keys">
        {({ keys }) =>
          keys.length === 0 ? (
            <EmptyState title="There is no key yet">Make one for each service that sends or reads events.</EmptyState>
          ) : (
            <KeysTable keys={keys} onTask={setTask} />
          )
        }
      </Loaded>
      {isMaking && <CreateKeyDialog onClose={() => setIsMaking(false)} />}
      {task && <KeyDialogs task={task} onClose={() => setTask(null)} />}
    </>
  );
}

function KeysTable({ keys, onTask }: { keys: ApiKey[]; onTask: (task: KeyTask) => void }) {
  return (
    <Table label="API keys">
      <thead>
        <tr>
          <HeadCell>Name</HeadCell>
          <HeadCell className="w-36 max-narrow:hidden">Begins with</HeadCell>
          <HeadCell className="w-28 max-phone:w-22">State</HeadCell>
          <HeadCell className="max-narrow:hidden">Scopes</HeadCell>
          <HeadCell className="w-40 max-narrow:hidden">Where</HeadCell>
          <HeadCell className="w-28 max-phone:hidden">Last used</HeadCell>
          <HeadCell className="w-40 max-narrow:hidden">Expires</HeadCell>
          <HeadCell className="w-40 max-phone:w-24">
            <span className="sr-only">Actions</span>
          </HeadCell>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <KeyRow key={key.keyId} apiKey={key} onTask={onTask} />
        ))}
      </tbody>
    </Table>
  );
}

function KeyRow({ apiKey: key, onTask }: { apiKey: ApiKey; onTask: (task: KeyTask) => void }) {
  const isOver = key.status === "revoked" || key.status === "expired";
  return (
    <tr className="hover:bg-hover">
      <RowHeadCell
        title={`${key.name}, kept by ${key.owner}`}
        className="h-8 max-phone:whitespace-normal max-phone:break-words max-phone:py-1.5"
      >
        <span className="font-medium">{key.name}</span> <span className="text-ink-soft">{key.owner}</span>
        <NarrowRights apiKey={key} />
      </RowHeadCell>
      <Cell className="mono text-ink-soft text-xs max-narrow:hidden">{key.prefix}</Cell>
      <Cell>
        <QuietStateMark state={STATUS[key.status].state}>{STATUS[key.status].word}</QuietStateMark>
      </Cell>
      <Cell title={key.scopes.join(", ")} className="text-ink-soft max-narrow:hidden">
        {key.scopes.join(", ")}
      </Cell>
      <Cell title={placesOf(key)} className="text-ink-soft max-narrow:hidden">
        {placesOf(key)}
      </Cell>
      <Cell className="text-ink-soft max-phone:hidden">
        {key.lastUsedAt === null ? "never" : <Ago at={key.lastUsedAt} />}
      </Cell>
      <Cell className="text-ink-soft max-narrow:hidden">
        {key.expiresAt === null ? "never" : <Time at={key.expiresAt} />}
      </Cell>
      <Cell align="end">
        {!isOver && (
          <span className="inline-flex gap-1.5 max-phone:flex-col max-phone:py-1.5">
            {key.status === "active" && (
              <Button size="sm" aria-label={`Rotate ${key.name}`} onClick={() => onTask({ kind: "rotate", key })}>
                Rotate
              </Button>
            )}
            <Button size="sm" aria-label={`Revoke ${key.name}`} onClick={() => onTask({ kind: "revoke", key })}>
              Revoke
            </Button>
          </span>
        )}
      </Cell>
    </tr>
  );
}

/** What a key may do and where, under its name, where the columns that say it have no room. */
function NarrowRights({ apiKey: { scopes, namespaces, clusters } }: { apiKey: ApiKey }) {
  const where = placesOf({ namespaces, clusters });
  return (
    <div className="hidden whitespace-normal font-regular text-ink-soft text-xs wrap-anywhere max-narrow:block">
      {scopes.length <= FEW ? (
        `${scopes.join(", ")} · ${where}`
      ) : (
        <details className="group">
          <summary className="inline-flex min-h-6 list-none items-center gap-1 [&::-webkit-details-marker]:hidden">
            {scopes.length} scopes · {where}
            <Icon name="down" size={12} className="shrink-0 group-[:not([open])]:-rotate-90" />
          </summary>
          <p>{scopes.join(", ")}</p>
        </details>
      )}
    </div>
  );
}
