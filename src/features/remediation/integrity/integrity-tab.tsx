"use client";

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useLacksScope } from "@/components/frame/scopes";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Id } from "@/components/ui/id";
import { scopeReason } from "@/components/ui/missing-scope";
import { Skeleton } from "@/components/ui/skeleton";
import { Time } from "@/components/ui/time";
import type { ChainVerdict } from "@/contracts/audit";
import type { Timeline } from "@/contracts/timeline";
import { cn } from "@/lib/cn";
import { visibleLine } from "@/lib/visible-text";
import { errorWords, useTRPC } from "@/trpc/client";
import { countedEvents } from "../counted-events";
import { type CellLook, chainCells } from "./chain-cells";
import { Findings } from "./findings";
import { VerdictBadge } from "./verdict-badge";

type IntegrityTabProps = { timeline: Timeline; onOpen: (eventId: string) => void };

/** What the hash chain of this remediation says, and what it can't say. */
export function IntegrityTab({ timeline, onOpen }: IntegrityTabProps) {
  const trpc = useTRPC();
  const { correlationId } = timeline.remediation;
  const isBarred = useLacksScope("verify");
  const reasonId = useId();
  const { data, error, isFetching, refetch } = useQuery(
    trpc.audit.verifyChain.queryOptions({ correlationId }, { enabled: !isBarred }),
  );
  return (
    <div className="px-6 py-5 max-wide:px-4">
      <h2>Chain of this remediation</h2>
      <p className="mt-1 max-w-[78ch] text-ink-soft">
        The hash of each event covers the event and the hash before it. Changing, removing or inserting an event breaks
        the chain from there on. The chain proves what was stored and in which order. It does not prove that a service
        told the truth, or that it told everything.
      </p>
      <div className="mt-3 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
        <Button
          variant="primary"
          icon="refresh"
          disabled={isBarred || isFetching}
          title={isBarred ? scopeReason("verify") : undefined}
          aria-describedby={isBarred ? reasonId : undefined}
          onClick={() => void refetch()}
        >
          Verify again
        </Button>
        {isBarred && (
          <span id={reasonId} className="text-ink-soft text-sm">
            {scopeReason("verify")}. You don't have it.
          </span>
        )}
        <span role="status" className="flex flex-wrap items-center gap-x-3 text-ink-soft text-sm">
          {isFetching ? "Recomputing every hash…" : data !== undefined && <VerdictLine verdict={data} />}
        </span>
      </div>
      {error !== null && !isFetching && (
        <div className="mt-4">
          <ErrorState
            size="card"
            title="The chain could not be checked"
            {...errorWords(error)}
            onRetry={() => void refetch()}
          />
        </div>
      )}
      {data !== undefined && <VerdictBody verdict={data} timeline={timeline} onOpen={onOpen} />}
      {data === undefined && isFetching && (
        <div className="mt-5 flex max-w-[720px] flex-col gap-3">
          <Skeleton className="h-11" />
          <Skeleton className="w-96" />
          <Skeleton className="w-80" />
        </div>
      )}
    </div>
  );
}

function VerdictLine({ verdict }: { verdict: ChainVerdict }) {
  return (
    <>
      <VerdictBadge verdict={verdict.verdict} />
      <span>
        {verdict.verified_events.toLocaleString("en-GB")} of {countedEvents(verdict.total_events)} recomputed at{" "}
        <Time at={verdict.verification_time} style="clock" />
      </span>
    </>
  );
}

const CELL: Record<CellLook, string> = {
  holds: "border-success bg-success",
  broken: "rounded-full border-broken bg-broken",
  after: "border-dashed border-broken",
  unchecked: "border-line-control",
};
const CELL_WORDS: Record<CellLook, string> = {
  holds: "holds",
  broken: "broken here",
  after: "after the break",
  unchecked: "not checked",
};

function VerdictBody({ verdict, timeline, onOpen }: { verdict: ChainVerdict } & IntegrityTabProps) {
  const length = Math.max(verdict.head?.chain_seq ?? 0, verdict.total_events);
  const cells = chainCells(verdict, length);
  const per = (cells[0]?.to ?? 1) - (cells[0]?.from ?? 1) + 1;
  const shown = (["holds", "broken", "after", "unchecked"] as const).filter((look) =>
    cells.some((cell) => cell.look === look),
  );
  return (
    <>
      <div aria-hidden="true" className="mt-4 flex max-w-[720px] flex-wrap gap-[3px]">
        {cells.map((cell) => (
          <span
            key={cell.from}
            title={`${cell.from === cell.to ? `Position ${cell.from}` : `Positions ${cell.from} to ${cell.to}`}: ${CELL_WORDS[cell.look]}`}
            className={cn("size-3 rounded-[2px] border", CELL[cell.look])}
          />
        ))}
      </div>
      <ul className="mt-2 flex flex-wrap gap-x-5 text-ink-soft text-xs">
        {shown.map((look) => (
          <li key={look} className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className={cn("size-3 rounded-[2px] border", CELL[look])} />
            {CELL_WORDS[look]}
          </li>
        ))}
        {per > 1 && <li>one cell is {per} events</li>}
      </ul>
      <dl className="mt-5 grid max-w-[760px] grid-cols-[150px_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm tabular-nums max-phone:grid-cols-1">
        <Fact name="Result">{verdict.message}</Fact>
        <Fact name="Head">
          {verdict.head === null ? (
            "none recorded"
          ) : (
            <span className="flex flex-wrap items-center gap-x-2">
              position {verdict.head.chain_seq.toLocaleString("en-GB")}
              <Id value={verdict.head.event_hash} label="head hash" head={24} tail={12} />
            </span>
          )}
        </Fact>
        <Fact name="Recomputed">
          {verdict.verified_events.toLocaleString("en-GB")} of {countedEvents(verdict.total_events)}
        </Fact>
        <Fact name="Without a hash">
          {verdict.skipped_null_hash === 0 ? "none" : verdict.skipped_null_hash.toLocaleString("en-GB")}
        </Fact>
        {timeline.aliases.length > 0 && (
          <Fact name="Joined by alias">
            <span className="mono">{timeline.aliases.map(visibleLine).join(", ")}</span>
            <span className="block text-ink-faint">
              An alias has a chain of its own. Its events are not part of the count above.
            </span>
          </Fact>
        )}
        <Fact name="Rule">SHA-256 over the previous hash, the position and the canonical event</Fact>
      </dl>
      <Findings verdict={verdict} timeline={timeline} onOpen={onOpen} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 wrap-anywhere max-phone:mb-1">{children}</dd>
    </>
  );
}
