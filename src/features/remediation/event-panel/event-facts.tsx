import { Id } from "@/components/ui/id";
import { Fact, Facts } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { AuditEvent, AuditEventDetail } from "@/contracts/audit";
import type { Timeline, TimelineEvent } from "@/contracts/timeline";
import { humanDuration } from "@/lib/duration";
import { visibleLine } from "@/lib/visible-text";
import { OutcomeOfEvent } from "../outcome-of-event";

type EventFactsProps = {
  timeline: Timeline;
  event: TimelineEvent;
  detail: AuditEventDetail | null;
  onOpen: (eventId: string) => void;
};

/** The columns of the event. Those that its service left empty are named once, not shown as blanks. */
export function EventFacts({ timeline, event, detail, onOpen }: EventFactsProps) {
  const stored = detail?.event ?? null;
  return (
    <Facts>
      <Fact name="Outcome">
        <OutcomeOfEvent outcome={event.outcome} />
        {event.outcome === "pending" && <span className="text-ink-faint"> means begun, not still open</span>}
      </Fact>
      <Fact name="Occurred">
        <Time at={event.at} style="clock" /> <span className="text-ink-faint">+{offsetWords(event.offsetMs)}</span>
      </Fact>
      {stored !== null && (
        <Fact name="Received">
          <Time at={stored.received_at} />
        </Fact>
      )}
      <Fact name="Service">{visibleLine(event.service)}</Fact>
      <Fact name="Resource">{event.resource === "" ? <Unset /> : visibleLine(event.resource)}</Fact>
      <Fact name="Event id">
        <Id value={event.eventId} label="event id" head={13} />
      </Fact>
      <Fact name="Correlation">
        <span className="mono">{visibleLine(event.alias ?? timeline.remediation.correlationId)}</span>
        {event.alias !== null && <span className="text-ink-faint"> joined by alias</span>}
      </Fact>
      <Fact name="Parent">
        <Parent timeline={timeline} stored={stored} onOpen={onOpen} />
      </Fact>
      {stored !== null && <Optional stored={stored} />}
    </Facts>
  );
}

function Parent({
  timeline,
  stored,
  onOpen,
}: {
  timeline: Timeline;
  stored: AuditEvent | null;
  onOpen: (eventId: string) => void;
}) {
  const parentId = stored?.parent_event_id ?? null;
  if (parentId === null) return <Unset />;
  const parent = timeline.events.find((one) => one.eventId === parentId);
  if (parent === undefined) return <Id value={parentId} label="parent event id" head={13} />;
  return (
    <button type="button" onClick={() => onOpen(parentId)} className="text-accent underline underline-offset-2">
      event {parent.n}, {visibleLine(parent.type)}
    </button>
  );
}

function Optional({ stored }: { stored: AuditEvent }) {
  const duration = stored.duration_ms === null ? null : Number(stored.duration_ms);
  return (
    <>
      {stored.severity !== null && <Fact name="Severity">{visibleLine(stored.severity)}</Fact>}
      {stored.namespace !== null && <Fact name="Namespace">{visibleLine(stored.namespace)}</Fact>}
      {stored.cluster_name !== null && <Fact name="Cluster">{visibleLine(stored.cluster_name)}</Fact>}
      {duration !== null && <Fact name="Took">{humanDuration(duration)}</Fact>}
      {stored.error_code !== null && <Fact name="Error">{visibleLine(stored.error_code)}</Fact>}
      {stored.error_message !== null && <Fact name="Message">{visibleLine(stored.error_message)}</Fact>}
    </>
  );
}

function Unset() {
  return <span className="text-ink-faint">not set by the service</span>;
}

/** Seconds after the first event with as many digits as were sent. */
function offsetWords(offsetMs: number): string {
  return `${Number((offsetMs / 1000).toFixed(6))} s`;
}
