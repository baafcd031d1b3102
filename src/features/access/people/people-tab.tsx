"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { QuietStateMark, type State } from "@/components/ui/state";
import { Cell, HeadCell, RowHeadCell, Table } from "@/components/ui/table";
import { Ago, Time } from "@/components/ui/time";
import type { Person, PersonStatus } from "@/contracts/people";
import { useTRPC } from "@/trpc/client";
import { Loaded, TabHead } from "../parts";
import { InviteDialog } from "./invite-dialog";
import { PersonDialogs, type PersonTask } from "./person-dialogs";
import { PersonMenu } from "./person-menu";

const STATUS: Record<PersonStatus, { state: State; word: string }> = {
  active: { state: "success", word: "Active" },
  invited: { state: "pending", word: "Invited" },
  deactivated: { state: "blocked", word: "Deactivated" },
  expired: { state: "blocked", word: "Expired" },
};

export function PeopleTab() {
  const trpc = useTRPC();
  const query = useQuery(trpc.people.list.queryOptions());
  const [isInviting, setIsInviting] = useState(false);
  const [task, setTask] = useState<PersonTask | null>(null);
  return (
    <>
      <TabHead sentence="Accounts of people. Whoever leaves is deactivated, never removed: events name them.">
        <Button variant="primary" icon="plus" onClick={() => setIsInviting(true)}>
          Invite
        </Button>
      </TabHead>
      <Loaded query={query} what="The people">
        {({ people }) =>
          people.length === 0 ? (
            <EmptyState title="Nobody has an account yet">Invite the first person, then grant a role.</EmptyState>
          ) : (
            <PeopleTable people={people} onTask={setTask} />
          )
        }
      </Loaded>
      {isInviting && <InviteDialog onClose={() => setIsInviting(false)} />}
      {task && <PersonDialogs task={task} onClose={() => setTask(null)} />}
    </>
  );
}

function PeopleTable({ people, onTask }: { people: Person[]; onTask: (task: PersonTask) => void }) {
  return (
    <Table label="People">
      <thead>
        <tr>
          <HeadCell>Name</HeadCell>
          <HeadCell className="max-phone:hidden">E-mail</HeadCell>
          <HeadCell className="w-30">State</HeadCell>
          <HeadCell className="w-40 max-narrow:hidden">Signs in by</HeadCell>
          <HeadCell className="w-32 max-narrow:hidden">Last seen</HeadCell>
          <HeadCell className="w-40 max-narrow:hidden">Until</HeadCell>
          <HeadCell className="w-28">
            <span className="sr-only">Actions</span>
          </HeadCell>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id} className="hover:bg-hover">
            <RowHeadCell
              title={`${person.name} (${person.email})`}
              className="h-8 font-medium max-phone:whitespace-normal max-phone:py-1"
            >
              <span className="max-phone:wrap-anywhere">{person.name}</span>
              {person.name !== person.email && (
                <span className="hidden font-regular text-ink-soft wrap-anywhere max-phone:block">{person.email}</span>
              )}
            </RowHeadCell>
            <Cell title={person.email} className="max-phone:hidden">
              {person.email}
            </Cell>
            <Cell>
              <QuietStateMark state={STATUS[person.status].state}>{STATUS[person.status].word}</QuietStateMark>
            </Cell>
            <Cell className="text-ink-soft max-narrow:hidden">{signInWords(person)}</Cell>
            <Cell className="text-ink-soft max-narrow:hidden">
              {person.lastSeenAt === null ? "not signed in" : <Ago at={person.lastSeenAt} />}
            </Cell>
            <Cell className="text-ink-soft max-narrow:hidden">
              {person.expiresAt === null ? "no end" : <Time at={person.expiresAt} />}
            </Cell>
            <Cell align="end">
              <PersonMenu person={person} onTask={onTask} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function signInWords({ signInBy, hasSecondFactor }: Person): string {
  if (signInBy.length === 0) return "no way yet";
  return [...signInBy, ...(hasSecondFactor ? ["second factor"] : [])].join(", ");
}
