"use client";

import { useEffect, useRef } from "react";
import type { ReconstructedField } from "@/contracts/reconstruction";
import { cn } from "@/lib/cn";
import { numbered } from "../numbered";
import { ScrollRegion } from "../scroll-region";
import { SourceMark } from "./source-mark";

type FieldTableProps = {
  fields: readonly ReconstructedField[];
  /** Index of the chosen field. */
  chosen: number | null;
  numberOf: (eventId: string) => number | null;
  onChoose: (field: number) => void;
  onOpenEvent: (eventId: string) => void;
};

/** All leaves with their sources; the twin of the document. A name chooses its line, a number opens its event. */
export function FieldTable({ fields, chosen, numberOf, onChoose, onOpenEvent }: FieldTableProps) {
  const box = useRef<HTMLElement>(null);
  useRowInView(box, chosen);
  return (
    <section aria-labelledby="fields" className="flex min-h-[200px] flex-[1_0_200px] flex-col">
      <h2 id="fields" className="px-4 pt-2.5 pb-1">
        Fields <span className="font-regular text-ink-faint tabular-nums">{fields.length}</span>
      </h2>
      <ScrollRegion ref={box} label="Fields table" className="relative min-h-0 flex-1 max-narrow:max-h-80">
        <table aria-labelledby="fields" className="w-full table-fixed border-separate border-spacing-0 text-sm">
          <thead>
            <tr>
              <Head className="w-[40%] pl-4">Field</Head>
              <Head className="w-[92px]">Source</Head>
              <Head className="w-14 text-end">Event</Head>
              <Head>How</Head>
            </tr>
          </thead>
          <tbody>
            {numbered(fields).map(({ number, item }) => (
              <FieldRow
                key={number}
                field={item}
                index={number - 1}
                isChosen={number - 1 === chosen}
                eventNumber={item.event === null ? null : (numberOf(item.event.event_id) ?? item.event.chain_seq)}
                onChoose={onChoose}
                onOpenEvent={onOpenEvent}
              />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

function Head({ children, className }: { children: string; className?: string }) {
  return (
    <th
      scope="col"
      className={cn(
        "sticky top-0 z-[2] h-[26px] border-line-strong border-b bg-surface px-2 text-ink-soft text-xs",
        className,
      )}
    >
      {children}
    </th>
  );
}

const CELL = "h-[26px] truncate border-line border-b px-2";

type FieldRowProps = {
  field: ReconstructedField;
  index: number;
  isChosen: boolean;
  eventNumber: number | null;
} & Pick<FieldTableProps, "onChoose" | "onOpenEvent">;

function FieldRow({ field, index, isChosen, eventNumber, onChoose, onOpenEvent }: FieldRowProps) {
  const eventId = field.event?.event_id;
  return (
    <tr
      data-field={index}
      aria-current={isChosen || undefined}
      className={cn("relative", isChosen ? "bg-selected" : "hover:bg-hover")}
    >
      <th scope="row" title={field.path} className={cn(CELL, "pl-4 text-left [direction:rtl]")}>
        <button
          type="button"
          tabIndex={-1}
          onClick={() => onChoose(index)}
          className="mono max-w-full truncate text-left text-xs after:absolute after:inset-0"
        >
          <bdi>{field.path}</bdi>
        </button>
      </th>
      <td className={CELL}>
        <SourceMark source={field.source} className="text-ink-soft" />
      </td>
      <td className={cn(CELL, "text-end tabular-nums")}>
        {eventNumber === null || eventId === undefined ? (
          <span className="text-ink-faint">–</span>
        ) : (
          <button
            type="button"
            tabIndex={-1}
            aria-label={`Open event ${eventNumber}`}
            onClick={() => {
              onChoose(index);
              onOpenEvent(eventId);
            }}
            className="relative z-[1] h-6 min-w-6 text-end text-accent underline underline-offset-2"
          >
            {eventNumber}
          </button>
        )}
      </td>
      <td title={field.how} className={cn(CELL, "text-ink-soft")}>
        {field.payload_path !== null && <span className="mono text-ink">{field.payload_path} </span>}
        {field.how}
      </td>
    </tr>
  );
}

/** Brings the chosen row into view without moving the page. */
function useRowInView(box: { readonly current: HTMLElement | null }, chosen: number | null): void {
  useEffect(() => {
    const scroller = box.current;
    const row = chosen === null ? null : scroller?.querySelector<HTMLElement>(`[data-field="${chosen}"]`);
    if (scroller === null || !row) return;
    const top = row.offsetTop - scroller.scrollTop;
    if (top < 30 || top > scroller.clientHeight - 30) scroller.scrollTop = row.offsetTop - scroller.clientHeight / 2;
  }, [box, chosen]);
}
