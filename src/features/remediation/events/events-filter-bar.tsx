"use client";

import { useMemo, useRef } from "react";
import { type Shortcut, useShortcuts } from "@/components/frame/shortcuts";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { countedEvents } from "../counted-events";
import { isLaneId, LANE_IDS, LANE_NAMES } from "../lanes";
import type { ScreenState } from "../screen-state";
import type { ChangeScreen } from "../use-screen-state";

type EventsFilterBarProps = { state: ScreenState; change: ChangeScreen; shown: number; total: number };

/** Text, phase and failures; all three are in the address. */
export function EventsFilterBar({ state, change, shown, total }: EventsFilterBarProps) {
  const search = useRef<HTMLInputElement>(null);
  const shortcuts = useMemo<Shortcut[]>(
    () => [{ key: "/", does: "Filter events", run: () => search.current?.focus() }],
    [],
  );
  useShortcuts("Events table", shortcuts);
  const isFiltered = state.lane !== null || state.isFailedOnly || state.text !== "";
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-line border-b px-6 py-1.5 max-wide:px-4">
      <label className="relative min-w-40 max-w-80 flex-1">
        <span className="sr-only">Filter events</span>
        <Icon name="search" className="pointer-events-none absolute top-1.5 left-2 text-ink-soft" />
        <input
          ref={search}
          type="search"
          aria-keyshortcuts="/"
          placeholder="Type, service, resource, summary"
          value={state.text}
          onChange={(event) => change({ text: event.target.value })}
          className="h-7 w-full rounded-md border border-line-control bg-surface pr-2 pl-8 text-sm"
        />
      </label>
      <label className="inline-flex items-center gap-2 text-ink-soft text-sm">
        <span className="sr-only">Phase</span>
        <select
          value={state.lane ?? ""}
          onChange={(event) => change({ lane: isLaneId(event.target.value) ? event.target.value : null })}
          className="h-7 rounded-md border border-line-control bg-surface px-1.5 text-ink text-sm"
        >
          <option value="">All phases</option>
          {LANE_IDS.map((lane) => (
            <option key={lane} value={lane}>
              {LANE_NAMES[lane]}
            </option>
          ))}
        </select>
      </label>
      <Button aria-pressed={state.isFailedOnly} onClick={() => change({ isFailedOnly: !state.isFailedOnly })}>
        Failures only
      </Button>
      {isFiltered && (
        <Button variant="quiet" onClick={() => change({ lane: null, isFailedOnly: false, text: "" })}>
          Clear
        </Button>
      )}
      <span role="status" className="ml-auto text-ink-soft text-xs tabular-nums">
        {isFiltered ? `${shown.toLocaleString("en-GB")} of ${countedEvents(total)}` : countedEvents(total)}
      </span>
    </div>
  );
}
