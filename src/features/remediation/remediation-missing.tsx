"use client";

import { useQuery } from "@tanstack/react-query";
import { buttonClass } from "@/components/ui/button";
import { ConsoleLink } from "@/components/ui/console-link";
import { EmptyState } from "@/components/ui/empty-state";
import { OutcomeMark } from "@/components/ui/outcome";
import { Time } from "@/components/ui/time";
import { visibleLine } from "@/lib/visible-text";
import { useTRPC } from "@/trpc/client";
import { nearIds } from "./near-ids";

/** No such trail: why that can be, what is near it, and the way back. */
export function RemediationMissing({ correlationId }: { correlationId: string }) {
  const trpc = useTRPC();
  const { error } = useQuery(trpc.remediations.get.queryOptions({ correlationId }));
  const near = error !== null && "data" in error ? nearIds(error.data) : [];
  return (
    <>
      <h1 className="sr-only">Remediation {visibleLine(correlationId)}</h1>
      <EmptyState
        title="No remediation with this id"
        mark="absent"
        actions={
          <ConsoleLink href="/remediations" className={buttonClass()}>
            All remediations
          </ConsoleLink>
        }
      >
        <p>
          Nothing is stored under <span className="mono wrap-anywhere text-ink">{visibleLine(correlationId)}</span>. Its
          events may not have arrived yet, retention may have removed them, or the id is not complete.
        </p>
        {near.length > 0 && (
          <section aria-labelledby="near" className="mt-5 text-left">
            <h2 id="near" className="text-ink-soft text-xs">
              Ids like this one
            </h2>
            <ul className="mt-1 border-line border-t">
              {near.map((id) => (
                <NearRow key={id} correlationId={id} />
              ))}
            </ul>
          </section>
        )}
      </EmptyState>
    </>
  );
}

function NearRow({ correlationId }: { correlationId: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.remediations.get.queryOptions({ correlationId }));
  return (
    <li className="border-line border-b">
      <ConsoleLink
        href={`/remediations/${encodeURIComponent(correlationId)}`}
        className="flex min-h-10 flex-wrap items-center gap-x-3 px-2 text-ink text-sm hover:bg-hover"
      >
        <span className="mono">{visibleLine(correlationId)}</span>
        {data !== undefined && (
          <>
            <span className="text-ink-soft">{visibleLine(data.signalName ?? "no signal recorded")}</span>
            <OutcomeMark outcome={data.outcome} className="ml-auto" />
            <Time at={data.startedAt} style="list" className="text-ink-soft" />
          </>
        )}
      </ConsoleLink>
    </li>
  );
}
