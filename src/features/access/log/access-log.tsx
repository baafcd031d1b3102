"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useLacksScope } from "@/components/frame/scopes";
import { ScreenHead } from "@/components/frame/screen-head";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { SelectField } from "@/components/ui/field";
import { MissingScope } from "@/components/ui/missing-scope";
import { Cell, HeadCell, RowHeadCell, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { AuditEvent } from "@/contracts/audit";
import { errorWords, useTRPC } from "@/trpc/client";
import { Loaded } from "../parts";
import { LOG_TYPES, logDetails, logSubject, logWords } from "./log-words";
import { OutcomeWord } from "./outcome-word";

const PAGE = 100;

/** Who came in, who changed what others may do, and who read what matters; only records of `type` when one is given. */
export function AccessLog({ type }: { type: string | null }) {
  const router = useRouter();
  const isBarred = useLacksScope("access:read");
  return (
    <>
      <ScreenHead
        title="Access log"
        sentence="Sign-ins, changes of people, roles and keys, and reads that matter. Each is an event in the record, chained like any other."
        actions={
          <SelectField
            label="Show"
            value={type ?? ""}
            disabled={isBarred}
            onChange={(event) => router.push(logPath(event.target.value))}
            options={[{ value: "", label: "Everything" }, ...LOG_TYPES]}
            className="flex-row items-center gap-2"
          />
        }
      />
      <div className="thin-scroll flex min-h-0 flex-1 flex-col overflow-y-auto px-6 pb-8 max-wide:px-4">
        {isBarred ? (
          <MissingScope scope="access:read" does="Who came in and who changed what others may do is read here." />
        ) : (
          <Records type={type} />
        )}
      </div>
    </>
  );
}

function Records({ type }: { type: string | null }) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.access.log.infiniteQueryOptions(
      { type, limit: PAGE },
      // Loaded anew when the screen is opened, and left alone while it is read.
      { getNextPageParam: (page) => page.nextCursor, refetchOnMount: "always", refetchOnWindowFocus: false },
    ),
  );
  return (
    <Loaded query={query} what="The access log">
      {({ pages }) => {
        const events = pages.flatMap((page) => page.events);
        if (events.length === 0) return <NothingRecorded isFiltered={type !== null} />;
        return (
          <>
            <LogTable events={events} />
            <p className="flex flex-wrap items-center gap-3 py-3 text-ink-soft text-sm">
              {recordsShown(events.length, query.hasNextPage)}
              {query.hasNextPage && (
                <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Show more
                </Button>
              )}
            </p>
            {query.isFetchNextPageError && (
              <ErrorState
                size="card"
                title="Older records could not be loaded"
                {...errorWords(query.error)}
                onRetry={() => void query.fetchNextPage()}
              />
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function recordsShown(count: number, hasMore: boolean): string {
  const shown = count.toLocaleString("en-GB");
  if (hasMore) return `The newest ${shown} records`;
  return count === 1 ? "1 record, all there is" : `${shown} records, all there are`;
}

function logPath(type: string): string {
  return type === "" ? "/access-log" : `/access-log?type=${type}`;
}

function NothingRecorded({ isFiltered }: { isFiltered: boolean }) {
  return (
    <EmptyState title={isFiltered ? "Nothing of this kind is recorded" : "Nothing is recorded yet"}>
      {isFiltered
        ? "Show everything to see other records."
        : "The first sign-in or change of access makes the first row."}
    </EmptyState>
  );
}

function LogTable({ events }: { events: AuditEvent[] }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Table label="Access log">
      <thead>
        <tr>
          <HeadCell className="w-44 max-phone:w-28">When</HeadCell>
          <HeadCell className="max-phone:hidden">Who</HeadCell>
          <HeadCell>What</HeadCell>
          <HeadCell className="max-narrow:hidden">About</HeadCell>
          <HeadCell className="w-36 max-narrow:hidden">From</HeadCell>
          <HeadCell className="w-28 max-narrow:hidden">Outcome</HeadCell>
          <HeadCell className="w-24">
            <span className="sr-only">Details</span>
          </HeadCell>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <LogRow
            key={event.event_id}
            event={event}
            isOpen={open === event.event_id}
            onToggle={() => setOpen(open === event.event_id ? null : event.event_id)}
          />
        ))}
      </tbody>
    </Table>
  );
}

type LogRowProps = { event: AuditEvent; isOpen: boolean; onToggle: () => void };

function LogRow({ event, isOpen, onToggle }: LogRowProps) {
  const words = logWords(event.event_type);
  const subject = logSubject(event.event_data_json, event.resource_id);
  return (
    <>
      <tr className="hover:bg-hover">
        <Cell className="h-8 text-ink-soft max-phone:whitespace-normal">
          <Time at={event.event_timestamp} />
        </Cell>
        <Cell title={event.actor_id} className="max-phone:hidden">
          {event.actor_id}
        </Cell>
        <RowHeadCell title={event.event_type} className="font-medium max-phone:whitespace-normal max-phone:py-1">
          {words}
          {event.event_outcome !== "success" && (
            <span className="hidden font-regular max-narrow:block">
              <OutcomeWord outcome={event.event_outcome} />
            </span>
          )}
          <span className="hidden font-regular text-ink-soft wrap-anywhere max-phone:block">{event.actor_id}</span>
        </RowHeadCell>
        <Cell title={subject} className="text-ink-soft max-narrow:hidden">
          {subject}
        </Cell>
        <Cell className="mono text-ink-soft text-xs max-narrow:hidden">{event.actor_ip ?? ""}</Cell>
        <Cell className="max-narrow:hidden">
          <OutcomeWord outcome={event.event_outcome} />
        </Cell>
        <Cell align="end">
          <Button size="sm" aria-expanded={isOpen} aria-label={`Details of: ${words}, ${subject}`} onClick={onToggle}>
            Details
          </Button>
        </Cell>
      </tr>
      {isOpen && (
        <tr>
          <Cell colSpan={7} className="h-auto whitespace-normal bg-sunken py-2">
            <pre className="mono text-xs whitespace-pre-wrap wrap-anywhere">
              {`${event.event_type}  ${event.correlation_id}  ${event.chain_seq}\n${logDetails(event.event_data_json)}`}
            </pre>
          </Cell>
        </tr>
      )}
    </>
  );
}
