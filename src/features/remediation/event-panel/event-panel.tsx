"use client";

import { useQuery } from "@tanstack/react-query";
import { IconButton } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorState } from "@/components/ui/error-state";
import { Panel, PanelSection } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { StateMark } from "@/components/ui/state";
import type { AuditEventDetail } from "@/contracts/audit";
import type { Timeline, TimelineEvent } from "@/contracts/timeline";
import { visibleLine } from "@/lib/visible-text";
import { errorWords, useTRPC } from "@/trpc/client";
import { ChainPosition } from "./chain-position";
import { EventFacts } from "./event-facts";
import { MaskedPayload } from "./masked-payload";
import { PayloadSection } from "./payload-section";

type EventPanelProps = {
  timeline: Timeline;
  /** Null when the address names an event that this trail does not have. */
  event: TimelineEvent | null;
  onStep: (by: 1 | -1) => void;
  onOpen: (eventId: string) => void;
  onClose: () => void;
};

/** One event: what, facts, chain position, payload, when it goes. What the timeline knows is there at once. */
export function EventPanel({ timeline, event, onStep, onOpen, onClose }: EventPanelProps) {
  const close = <IconButton icon="close" label="Close (Esc)" onClick={onClose} />;
  if (event === null) {
    return (
      <Panel label="Event" position="Event" controls={close}>
        <PanelSection>
          <p className="font-strong text-md">No such event here</p>
          <p className="mt-1 text-ink-soft text-sm">The address names an event that is not part of this remediation.</p>
        </PanelSection>
      </Panel>
    );
  }
  return (
    <Panel
      label={`Event ${event.n}: ${visibleLine(event.type)}`}
      position={`Event ${event.n} of ${timeline.events.length}`}
      controls={
        <>
          <IconButton icon="up" label="Previous event (k)" disabled={event.n === 1} onClick={() => onStep(-1)} />
          <IconButton
            icon="down"
            label="Next event (j)"
            disabled={event.n === timeline.events.length}
            onClick={() => onStep(1)}
          />
          {close}
        </>
      }
      foot={
        <>
          <CopyButton text={() => window.location.href}>Copy link</CopyButton>
          <CopyButton text={event.eventId}>Copy event id</CopyButton>
        </>
      }
    >
      <EventBody key={event.eventId} timeline={timeline} event={event} onOpen={onOpen} />
    </Panel>
  );
}

function EventBody({
  timeline,
  event,
  onOpen,
}: {
  timeline: Timeline;
  event: TimelineEvent;
  onOpen: (eventId: string) => void;
}) {
  const trpc = useTRPC();
  const correlationId = event.alias ?? timeline.remediation.correlationId;
  const { data, error, refetch } = useQuery(
    trpc.audit.event.queryOptions({ correlationId, eventId: event.eventId }, { staleTime: Number.POSITIVE_INFINITY }),
  );
  return (
    <>
      <PanelSection>
        <h2 className="mono text-md leading-5 wrap-anywhere">{visibleLine(event.type)}</h2>
        {event.summary !== null && (
          <p className="mt-0.5 text-ink-soft text-sm wrap-anywhere">{visibleLine(event.summary)}</p>
        )}
      </PanelSection>
      <PanelSection>
        <EventFacts timeline={timeline} event={event} detail={data ?? null} onOpen={onOpen} />
      </PanelSection>
      {error !== null && data === undefined ? (
        <PanelSection>
          <ErrorState
            size="card"
            title="The event could not be loaded"
            {...errorWords(error)}
            onRetry={() => void refetch()}
          />
        </PanelSection>
      ) : data === undefined ? (
        <BodySkeleton />
      ) : (
        <Stored detail={data} bytes={event.payloadBytes} onOpen={onOpen} />
      )}
    </>
  );
}

function Stored({
  detail,
  bytes,
  onOpen,
}: {
  detail: AuditEventDetail;
  bytes: number;
  onOpen: (eventId: string) => void;
}) {
  return (
    <>
      <PanelSection title="Chain position" end={<HashVerdict detail={detail} />}>
        <ChainPosition detail={detail} onOpen={onOpen} />
      </PanelSection>
      {detail.isMasked ? (
        <MaskedPayload detail={detail} bytes={bytes} />
      ) : (
        <PayloadSection json={detail.event.event_data_json} bytes={bytes} />
      )}
      <PanelSection title="When it goes">
        <p className="text-ink-soft text-sm">{lifeWords(detail)}</p>
      </PanelSection>
    </>
  );
}

function HashVerdict({ detail }: { detail: AuditEventDetail }) {
  if (detail.event.event_hash === null) return <StateMark state="neutral">not hashed</StateMark>;
  if (!detail.hashMatches) return <StateMark state="broken">hash does not match</StateMark>;
  return (
    <StateMark state="success" mark="verified">
      hash recomputes
    </StateMark>
  );
}

function lifeWords({ event, retainedUntil, partition }: AuditEventDetail): string {
  const days = `${event.retention_days.toLocaleString("en-GB")} days`;
  const hold = event.legal_hold ? "Held: nothing removes it while the hold lasts." : "No hold.";
  return `Kept until ${retainedUntil} (${days}). ${hold} Stored in ${partition}.`;
}

function BodySkeleton() {
  return (
    <>
      <PanelSection title="Chain position">
        <div className="flex h-[66px] flex-col justify-around">
          <Skeleton className="w-64" />
          <Skeleton className="w-64" />
          <Skeleton className="w-64" />
        </div>
      </PanelSection>
      <PanelSection title="Payload">
        <div className="flex h-48 flex-col justify-around">
          {["w-72", "w-60", "w-80", "w-52", "w-64", "w-56"].map((width) => (
            <Skeleton key={width} className={width} />
          ))}
        </div>
      </PanelSection>
    </>
  );
}
