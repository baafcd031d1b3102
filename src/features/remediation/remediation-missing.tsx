"use client";

import { useQuery } from "@tanstack/react-query";
import { buttonClass } from "@/components/ui/button";
import { ConsoleLink } from "@/components/ui/console-link";
import { EmptyState } from "@/components/ui/empty-state";
import { OutcomeMark } from "@/components/ui/outcome";
import { Time } from "@/components/ui/time";
import { useTRPC } from "@/trpc/client";
import { tellingPart } from "./telling-part";

/** No such trail: why that can be, what is near it, and the way back. */
export function RemediationMissing({ correlationId }: { correlationId: string }) {
  const part = tellingPart(correlationId);
  return (
    <>
      <h1 className="sr-only">Remediation {correlationId}</h1>
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
          Nothing was stored under <span className="mono wrap-anywhere text-ink">{correlationId}</span>. Its events may
          not have arrived yet, retention may have removed them, or the id is not complete.
        </p>
        {part !== null && <NearMatches part={part} />}
      </EmptyState>
    </>
  );
}

function NearMatches({ part }: { part: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.remediations.list.queryOptions({ filters: { text: part }, limit: 5 }));
  if (data === undefined || data.rows.length === 0) return null;
  return (
    <section aria-labelledby="near" className="mt-5 text-left">
      <h2 id="near" className="text-ink-soft text-xs">
        Ids that contain “{part}”
      </h2>
      <ul className="mt-1 border-line border-t">
        {data.rows.map((row) => (
          <li key={row.correlationId} className="border-line border-b">
            <ConsoleLink
              href={`/remediations/${encodeURIComponent(row.correlationId)}`}
              className="flex min-h-10 flex-wrap items-center gap-x-3 px-2 text-ink text-sm hover:bg-hover"
            >
              <span className="mono">{row.correlationId}</span>
              <span className="text-ink-soft">{row.signalName ?? "no signal recorded"}</span>
              <OutcomeMark outcome={row.outcome} className="ml-auto" />
              <Time at={row.startedAt} style="list" className="text-ink-soft" />
            </ConsoleLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
