"use client";

import { useMutation } from "@tanstack/react-query";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { PanelSection } from "@/components/ui/panel";
import { StateMark } from "@/components/ui/state";
import type { AuditEventDetail } from "@/contracts/audit";
import { errorWords, useTRPC } from "@/trpc/client";
import { PayloadSection } from "./payload-section";

/** The button that had the focus is gone. */
const takeFocus = (element: HTMLElement | null) => element?.focus();

/** A payload that is shown when somebody asks for it, and for as long as this event stays open. */
export function MaskedPayload({ detail, bytes }: { detail: AuditEventDetail; bytes: number }) {
  const trpc = useTRPC();
  const reasonId = useId();
  const { event_id: eventId, correlation_id: correlationId } = detail.event;
  const reveal = useMutation(trpc.audit.reveal.mutationOptions({ gcTime: 0 }));
  if (reveal.data !== undefined)
    return (
      <>
        <p ref={takeFocus} tabIndex={-1} role="status" className="px-4 pt-3 text-ink-soft text-xs">
          Revealed until you leave this event. That is recorded.
        </p>
        <PayloadSection json={reveal.data.event.event_data_json} bytes={bytes} />
      </>
    );
  return (
    <PanelSection
      title={
        <>
          Payload <span className="font-regular text-ink-faint">{bytes.toLocaleString("en-GB")} bytes</span>
        </>
      }
      end={
        <StateMark state="blocked" mark="held">
          masked
        </StateMark>
      }
    >
      <p id={reasonId} className="text-ink-soft text-sm">
        {detail.mayReveal
          ? "This event is sensitive. Revealing its payload is recorded under your name."
          : "This event is sensitive. To reveal its payload you need the scope audit:reveal where the event belongs."}
      </p>
      <Button
        className="mt-2"
        aria-describedby={reasonId}
        disabled={!detail.mayReveal || reveal.isPending}
        onClick={() => reveal.mutate({ correlationId, eventId })}
      >
        {reveal.isPending ? "Revealing" : "Reveal the payload"}
      </Button>
      {reveal.error !== null && (
        <p role="alert" className="mt-2 text-failure text-sm">
          The payload could not be revealed. {errorWords(reveal.error).message}
        </p>
      )}
    </PanelSection>
  );
}
