"use client";

import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from "react";
import { Mark } from "@/components/ui/icon";
import type { ReconstructedField, YamlLine } from "@/contracts/reconstruction";
import { cn } from "@/lib/cn";
import { numbered } from "../numbered";
import { SOURCE_LOOKS } from "./source-looks";
import { YamlText } from "./yaml-text";

type YamlListProps = {
  lines: readonly YamlLine[];
  fields: readonly ReconstructedField[];
  /** Number of the event in the trail by its id. */
  numberOf: (eventId: string) => number | null;
  /** The chosen line, from 1. */
  line: number | null;
  onChoose: (line: number) => void;
  onOpenEvent: (eventId: string) => void;
};

/** The document with its gutter: line, shape of the source, number of the event. Arrow keys walk the lines with a source. */
export function YamlList({ lines, fields, numberOf, line, onChoose, onOpenEvent }: YamlListProps) {
  const list = useRef<HTMLDivElement>(null);
  useLineInView(list, line);
  const fieldAt = (at: number) => fields[lines[at - 1]?.field ?? -1];

  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    const source = line === null ? undefined : fieldAt(line)?.event;
    if (event.key === "Enter" && source) onOpenEvent(source.event_id);
    if (by === undefined) return;
    event.preventDefault();
    let next = (line ?? 0) + by;
    while (next >= 1 && next <= lines.length && fieldAt(next) === undefined) next += by;
    if (fieldAt(next) !== undefined) onChoose(next);
  };
  const onClick = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    const at = Number(target?.closest<HTMLElement>("[data-line]")?.dataset.line);
    const field = fieldAt(at);
    if (field === undefined) return;
    onChoose(at);
    if (field.event !== null && target?.closest("[data-event-number]")) onOpenEvent(field.event.event_id);
  };

  return (
    <div
      ref={list}
      role="listbox"
      tabIndex={0}
      aria-label={`YAML, ${lines.length} lines`}
      aria-activedescendant={line === null ? undefined : `yaml-${line}`}
      onKeyDown={onKeyDown}
      onClick={onClick}
      className="thin-scroll relative min-h-0 flex-1 overflow-auto pt-2 pb-4 focus-visible:-outline-offset-2"
    >
      {numbered(lines).map(({ number, item }) => {
        const field = fieldAt(number);
        return field === undefined ? (
          <div key={number} role="presentation" className={LINE}>
            <LineNumber number={number} />
            <span className="mr-2.5 border-line border-r" />
            <LineText text={item.text} />
          </div>
        ) : (
          <SourcedLine
            key={number}
            number={number}
            text={item.text}
            field={field}
            eventNumber={field.event === null ? null : (numberOf(field.event.event_id) ?? field.event.chain_seq)}
            isChosen={number === line}
          />
        );
      })}
    </div>
  );
}

const LINE = "grid min-h-5 grid-cols-[44px_60px_minmax(0,1fr)] text-xs leading-5";

type SourcedLineProps = {
  number: number;
  text: string;
  field: ReconstructedField;
  eventNumber: number | null;
  isChosen: boolean;
};

function SourcedLine({ number, text, field, eventNumber, isChosen }: SourcedLineProps) {
  const look = SOURCE_LOOKS[field.source];
  return (
    <div
      id={`yaml-${number}`}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      data-line={number}
      className={cn(LINE, "cursor-pointer outline-none", isChosen ? "bg-selected" : "hover:bg-hover")}
    >
      <LineNumber number={number} />
      <span
        title={`${look.name}: ${field.how}`}
        className="mr-2.5 flex items-center gap-1.5 border-line border-r pl-1.5 text-2xs text-ink-soft tabular-nums"
      >
        <Mark name={look.mark} size={10} className={look.ink} />
        <span className="sr-only">{look.name}</span>
        {eventNumber !== null && (
          <span data-event-number className="hover:text-accent hover:underline">
            <span className="sr-only"> of event </span>
            {eventNumber}
          </span>
        )}
      </span>
      <LineText text={text} />
    </div>
  );
}

function LineNumber({ number }: { number: number }) {
  return <span className="mono pr-2 text-right text-2xs text-ink-faint leading-5">{number}</span>;
}

function LineText({ text }: { text: string }) {
  return (
    <span
      title={text.length > 60 ? text.trim() : undefined}
      className="mono truncate whitespace-pre pr-4 text-xs leading-5"
    >
      <YamlText text={text} />
    </span>
  );
}

/** Brings the chosen line into view without moving the page. */
function useLineInView(list: { readonly current: HTMLElement | null }, line: number | null): void {
  useEffect(() => {
    const element = list.current;
    const chosen = line === null ? null : element?.querySelector<HTMLElement>(`[data-line="${line}"]`);
    if (element === null || !chosen) return;
    const top = chosen.offsetTop - element.scrollTop;
    if (top < 20 || top > element.clientHeight - 40) element.scrollTop = chosen.offsetTop - element.clientHeight / 2;
  }, [list, line]);
}
