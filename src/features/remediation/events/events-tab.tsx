"use client";

import { type RefObject, useEffect, useMemo, useRef } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { useZone } from "@/components/ui/use-zone";
import type { Timeline, TimelineEvent } from "@/contracts/timeline";
import { countedEvents } from "../counted-events";
import type { ScreenState } from "../screen-state";
import { useListeners } from "../use-listeners";
import type { ChangeScreen } from "../use-screen-state";
import { useVisibleBand } from "../use-visible-band";
import { EventRow, EventRowHead, ROW_HEIGHT } from "./event-row";
import { EventsFilterBar } from "./events-filter-bar";
import { filterEvents } from "./filter-events";

type EventsTabProps = {
  timeline: Timeline;
  state: ScreenState;
  change: ChangeScreen;
  selected: TimelineEvent | null;
  onOpen: (event: TimelineEvent) => void;
};

const SPARE = 6;
const STEPS: Record<string, number | undefined> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 20,
  PageUp: -20,
};

/** The rows of the chart as text: all events in trail order. */
export function EventsTab({ timeline, state, change, selected, onOpen }: EventsTabProps) {
  const events = useMemo(() => filterEvents(timeline.events, state), [timeline.events, state]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <EventsFilterBar state={state} change={change} shown={events.length} total={timeline.events.length} />
      {events.length === 0 ? (
        <EmptyState
          title="No event matches"
          actions={<Button onClick={() => change({ lane: null, isFailedOnly: false, text: "" })}>Clear filters</Button>}
        >
          The trail has {countedEvents(timeline.events.length)}; the filters leave none.
        </EmptyState>
      ) : (
        <EventsTable events={events} selected={selected} onOpen={onOpen} />
      )}
    </div>
  );
}

type EventsTableProps = Pick<EventsTabProps, "selected" | "onOpen"> & { events: readonly TimelineEvent[] };

/** Only the rows in the window are mounted. The table is one tab stop; keys move inside it along the rows that the filters leave. */
function EventsTable({ events, selected, onOpen }: EventsTableProps) {
  const zone = useZone();
  const table = useRef<HTMLTableElement>(null);
  const band = useVisibleBand(table);
  const first = Math.max(Math.floor(band.top / ROW_HEIGHT) - SPARE, 0);
  const last = Math.ceil(band.bottom / ROW_HEIGHT) + SPARE;
  const mounted = events.slice(first, last);
  const selectedIndex = selected === null ? -1 : events.findIndex((event) => event.n === selected.n);
  const stopN = mounted.find((event) => event.n === selected?.n)?.n ?? mounted[0]?.n ?? null;
  useRowInView(table, selectedIndex);

  useListeners(table, {
    keydown(event) {
      const by = STEPS[event.key];
      if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const next = events[Math.min(Math.max(selectedIndex + by, 0), events.length - 1)];
      if (next !== undefined) onOpen(next);
    },
  });

  return (
    <div className="thin-scroll @container min-h-0 flex-1 overflow-y-auto max-narrow:overflow-visible">
      <table
        ref={table}
        aria-label="Events"
        aria-rowcount={events.length + 1}
        className="w-full table-fixed border-separate border-spacing-0 text-sm tabular-nums"
      >
        <EventRowHead />
        <Spacer rows={first} />
        <tbody>
          {mounted.map((event, index) => (
            <EventRow
              key={event.eventId}
              event={event}
              index={first + index}
              zone={zone}
              isSelected={event.n === selected?.n}
              isStop={event.n === stopN}
            />
          ))}
        </tbody>
        <Spacer rows={events.length - first - mounted.length} />
      </table>
    </div>
  );
}

/** Stands for the rows that are not mounted, so that the scrollbar tells the truth. */
function Spacer({ rows }: { rows: number }) {
  if (rows === 0) return null;
  return (
    <tbody aria-hidden="true">
      <tr>
        <td style={{ height: rows * ROW_HEIGHT }} />
      </tr>
    </tbody>
  );
}

/** Brings the open row into view, also when it is not mounted yet, and takes the focus along when it is in the grid. */
function useRowInView(table: RefObject<HTMLElement | null>, index: number): void {
  useEffect(() => {
    const element = table.current;
    if (element === null || index < 0) return;
    const scroller = scrollerOf(element);
    const box = element.getBoundingClientRect();
    const frame = scroller.getBoundingClientRect();
    const top = box.top + index * ROW_HEIGHT - frame.top;
    const head = ROW_HEIGHT * 2;
    if (top < head) scroller.scrollTop += top - head;
    else if (top > frame.height - ROW_HEIGHT * 2) scroller.scrollTop += top - frame.height + ROW_HEIGHT * 2;
    if (!element.contains(document.activeElement)) return;
    requestAnimationFrame(() => element.querySelector<HTMLElement>('a[tabindex="0"]')?.focus({ preventScroll: true }));
  }, [table, index]);
}

function scrollerOf(element: HTMLElement): Element {
  for (let at = element.parentElement; at !== null; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.documentElement;
}
