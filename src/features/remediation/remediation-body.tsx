"use client";

import { useCallback, useMemo } from "react";
import { useLacksScope } from "@/components/frame/scopes";
import { type Shortcut, useShortcuts } from "@/components/frame/shortcuts";
import { MissingScope } from "@/components/ui/missing-scope";
import type { Timeline, TimelineEvent } from "@/contracts/timeline";
import { cn } from "@/lib/cn";
import { EventPanel } from "./event-panel/event-panel";
import { EventsTab } from "./events/events-tab";
import { RemediationHead } from "./header";
import { IntegrityTab } from "./integrity/integrity-tab";
import { ReconstructTab } from "./reconstruct/reconstruct-tab";
import { TimelineTab } from "./timeline/timeline-tab";
import { stepEvent, stepFailure } from "./timeline/walk";
import { useHint } from "./use-hint";
import { changeScreen as change, useScreenState } from "./use-screen-state";
import { ViewTabs } from "./view-tabs";

/** Head, views and the event panel beside them. The open event is in the address, so every view shows the same one. */
export function RemediationBody({ timeline }: { timeline: Timeline }) {
  const state = useScreenState();
  const { events } = timeline;
  const selected = useMemo(
    () => events.find((event) => event.eventId === state.eventId) ?? null,
    [events, state.eventId],
  );
  const open = useCallback((event: TimelineEvent | undefined) => event && change({ eventId: event.eventId }), []);
  const openId = useCallback((eventId: string) => change({ eventId }), []);
  const close = useCallback(() => change({ eventId: null }), []);
  const step = useCallback((by: 1 | -1) => open(stepEvent(events, selected?.n ?? null, by)), [events, selected, open]);
  const { hint, showHint } = useHint();
  const jump = useCallback(
    (by: 1 | -1) => {
      const failure = stepFailure(events, selected?.n ?? null, by);
      if (failure === undefined) showHint("No event of this trail failed.");
      else open(failure);
    },
    [events, selected, open, showHint],
  );
  const isRebuildBarred = useLacksScope("reconstruct");
  useEventKeys({ step, jump, close });
  const isOpen = state.eventId !== null;

  return (
    <div className="flex min-h-0 flex-1 flex-col max-narrow:overflow-y-auto">
      <RemediationHead timeline={timeline} />
      <ViewTabs tab={state.tab} eventCount={events.length} hint={hint} />
      <div
        className={cn(
          "grid min-h-0 flex-1 max-narrow:block max-narrow:flex-none",
          isOpen ? "grid-cols-[minmax(0,1fr)_392px] max-wide:grid-cols-[minmax(0,1fr)_340px]" : "grid-cols-1",
        )}
      >
        <div
          data-view={state.tab}
          className={cn(
            "thin-scroll flex min-h-0 min-w-0 flex-col overflow-y-auto max-narrow:overflow-visible",
            isOpen && "max-narrow:pb-[46vh]",
          )}
        >
          {state.tab === "timeline" && (
            <TimelineTab
              timeline={timeline}
              state={state}
              change={change}
              selected={selected}
              onOpen={open}
              onFailure={jump}
            />
          )}
          {state.tab === "events" && (
            <EventsTab timeline={timeline} state={state} change={change} selected={selected} onOpen={open} />
          )}
          {state.tab === "integrity" && <IntegrityTab timeline={timeline} onOpen={openId} />}
          {state.tab === "reconstruct" && isRebuildBarred && (
            <MissingScope scope="reconstruct" does="The resource is rebuilt from its trail here." />
          )}
          {state.tab === "reconstruct" && !isRebuildBarred && (
            <ReconstructTab timeline={timeline} state={state} change={change} onOpen={openId} />
          )}
        </div>
        {isOpen && <EventPanel timeline={timeline} event={selected} onStep={step} onOpen={openId} onClose={close} />}
      </div>
    </div>
  );
}

type EventKeys = { step: (by: 1 | -1) => void; jump: (by: 1 | -1) => void; close: () => void };

function useEventKeys({ step, jump, close }: EventKeys): void {
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { key: "j", does: "Next event", run: () => step(1) },
      { key: "k", does: "Previous event", run: () => step(-1) },
      { key: "f", does: "Next failure", run: () => jump(1) },
      { key: "b", does: "Previous failure", run: () => jump(-1) },
      { key: "Escape", does: "Close the event", run: close },
    ],
    [step, jump, close],
  );
  useShortcuts("Events of this remediation", shortcuts);
}
