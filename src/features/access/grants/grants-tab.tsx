"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Cell, HeadCell, RowHeadCell, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { RoleGrant } from "@/contracts/access";
import type { Person } from "@/contracts/people";
import { ROLE_SCOPES } from "@/contracts/roles";
import { useTRPC } from "@/trpc/client";
import { FormDialog, Loaded, placesOf, TabHead } from "../parts";
import { GrantDialog } from "./grant-dialog";

const KINDS = { person: "Person", group: "Group", service: "Service" } satisfies Record<
  RoleGrant["subjectKind"],
  string
>;

/** Who has which role. A grant to a group is the mapping of a group of the identity provider. */
export function GrantsTab() {
  const trpc = useTRPC();
  const query = useQuery(trpc.access.grants.queryOptions());
  const people = useQuery(trpc.people.list.queryOptions()).data?.people ?? [];
  const [isGranting, setIsGranting] = useState(false);
  const [revoked, setRevoked] = useState<RoleGrant | null>(null);
  return (
    <>
      <TabHead sentence="Roles of people, of groups at the identity provider, and of services. Who has none is not let in.">
        <Button variant="primary" icon="plus" onClick={() => setIsGranting(true)}>
          Grant a role
        </Button>
      </TabHead>
      <Loaded query={query} what="The roles">
        {({ grants }) =>
          grants.length === 0 ? (
            <EmptyState title="No role has been granted">Grant the first one to a person or a group.</EmptyState>
          ) : (
            <GrantsTable grants={grants} people={people} onRevoke={setRevoked} />
          )
        }
      </Loaded>
      <RolesTable />
      {isGranting && <GrantDialog people={people} onClose={() => setIsGranting(false)} />}
      {revoked && <RevokeGrant grant={revoked} name={subjectName(revoked, people)} onClose={() => setRevoked(null)} />}
    </>
  );
}

type GrantsTableProps = { grants: RoleGrant[]; people: Person[]; onRevoke: (grant: RoleGrant) => void };

function GrantsTable({ grants, people, onRevoke }: GrantsTableProps) {
  return (
    <Table label="Granted roles">
      <thead>
        <tr>
          <HeadCell>To</HeadCell>
          <HeadCell className="w-24 max-narrow:hidden">Kind</HeadCell>
          <HeadCell className="w-32">Role</HeadCell>
          <HeadCell className="max-phone:hidden">Where</HeadCell>
          <HeadCell className="w-40 max-narrow:hidden">Until</HeadCell>
          <HeadCell className="w-40 max-narrow:hidden">Granted by</HeadCell>
          <HeadCell className="w-22">
            <span className="sr-only">Actions</span>
          </HeadCell>
        </tr>
      </thead>
      <tbody>
        {grants.map((grant) => (
          <tr key={grant.grantId} className="hover:bg-hover">
            <RowHeadCell title={subjectName(grant, people)} className="h-8 font-medium">
              {subjectName(grant, people)}
            </RowHeadCell>
            <Cell className="text-ink-soft max-narrow:hidden">{KINDS[grant.subjectKind]}</Cell>
            <Cell>{grant.role}</Cell>
            <Cell title={placesOf(grant)} className="text-ink-soft max-phone:hidden">
              {placesOf(grant)}
            </Cell>
            <Cell className="text-ink-soft max-narrow:hidden">
              {grant.expiresAt === null ? "no end" : <Time at={grant.expiresAt} />}
              {grant.isExpired && " (over)"}
            </Cell>
            <Cell title={grant.grantedBy} className="text-ink-soft max-narrow:hidden">
              {grant.grantedBy}
            </Cell>
            <Cell align="end">
              <Button
                size="sm"
                aria-label={`Revoke ${grant.role} of ${subjectName(grant, people)}`}
                onClick={() => onRevoke(grant)}
              >
                Revoke
              </Button>
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function RevokeGrant({ grant, name, onClose }: { grant: RoleGrant; name: string; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const revoke = useMutation(
    trpc.access.revokeGrant.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: trpc.access.grants.queryKey() });
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={`Revoke the role ${grant.role}`}
      description={`${name} loses ${ROLE_SCOPES[grant.role].length} scopes (${placesOf(grant)}), with the next request.`}
      action="Revoke the role"
      error={revoke.error}
      isBusy={revoke.isPending}
      onSubmit={() => revoke.mutate({ grantId: grant.grantId })}
    />
  );
}

/** What each role may do. It is the same on every server. */
function RolesTable() {
  return (
    <section aria-label="What a role may do" className="mt-8">
      <h2 className="pb-2">What a role may do</h2>
      <Table label="Roles and their scopes">
        <thead>
          <tr>
            <HeadCell className="w-36">Role</HeadCell>
            <HeadCell>Scopes</HeadCell>
          </tr>
        </thead>
        <tbody>
          {Object.entries(ROLE_SCOPES).map(([role, scopes]) => (
            <tr key={role}>
              <RowHeadCell className="font-medium">{role}</RowHeadCell>
              <Cell className="mono h-auto whitespace-normal py-1 text-ink-soft text-xs">{scopes.join("  ")}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function subjectName({ subjectKind, subject }: RoleGrant, people: Person[]): string {
  if (subjectKind !== "person") return subject;
  return people.find((person) => person.id === subject)?.name ?? subject;
}
