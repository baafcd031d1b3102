"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { QuietStateMark } from "@/components/ui/state";
import { Cell, HeadCell, RowHeadCell, Table } from "@/components/ui/table";
import type { WhoAmI } from "@/contracts/access";
import { Scope } from "@/contracts/principal";
import { useTRPC } from "@/trpc/client";
import { Loaded, placesOf } from "../parts";
import { PasswordCard } from "./password-card";
import { SecondFactorCard } from "./second-factor-card";
import { SessionsTable } from "./sessions-table";

/** What the reader may do, where they are signed in, and their own credentials. */
export function YouTab({ who }: { who: WhoAmI }) {
  const trpc = useTRPC();
  const own = useQuery(trpc.people.own.queryOptions());
  return (
    <div className="grid grid-cols-2 gap-x-8 max-narrow:grid-cols-1">
      <Part title="What you may do">
        <p className="pb-2 text-ink-soft text-sm">
          You are <strong className="font-medium text-ink">{who.id}</strong>
          {who.provider === null
            ? ""
            : `, known by ${who.provider === "oidc" ? "the identity provider" : who.provider}`}
          .
        </p>
        <ScopesTable who={who} />
      </Part>
      <div className="min-w-0">
        <Loaded query={own} what="Your sessions">
          {({ account, sessions }) =>
            account === null ? (
              <Part title="Sessions">
                <p className="text-ink-soft text-sm">Only people have sessions, and you are none here.</p>
              </Part>
            ) : (
              <>
                <Part title="Your sessions">
                  <SessionsTable sessions={sessions} />
                </Part>
                {who.provider === "password" && (
                  <>
                    <Part title="Second factor">
                      <SecondFactorCard isOn={account.hasSecondFactor} />
                    </Part>
                    <Part title="Password">
                      <PasswordCard />
                    </Part>
                  </>
                )}
              </>
            )
          }
        </Loaded>
      </div>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0 pt-5">
      <h2 className="pb-2">{title}</h2>
      {children}
    </section>
  );
}

function ScopesTable({ who }: { who: WhoAmI }) {
  const held = new Map(who.scopes.map(({ scope, limits }) => [scope, limits]));
  return (
    <Table label="Scopes">
      <thead>
        <tr>
          <HeadCell>Scope</HeadCell>
          <HeadCell className="w-20">You</HeadCell>
          <HeadCell>Where</HeadCell>
        </tr>
      </thead>
      <tbody>
        {Scope.options.map((scope) => {
          const limits = held.get(scope);
          return (
            <tr key={scope}>
              <RowHeadCell className="mono text-xs">{scope}</RowHeadCell>
              <Cell>
                {held.has(scope) ? (
                  <QuietStateMark state="success">Yes</QuietStateMark>
                ) : (
                  <QuietStateMark state="neutral">No</QuietStateMark>
                )}
              </Cell>
              <Cell className="h-auto whitespace-normal text-ink-soft">
                {held.has(scope) && (limits ? limits.map(placesOf).join("; or ") : "everywhere")}
              </Cell>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
