import { memo } from "react";
import type { TimelineEvent } from "@/contracts/timeline";
import { cn } from "@/lib/cn";
import { visibleLine } from "@/lib/visible-text";
import { formatTime } from "@/lib/zone-time";
import { LANE_NAMES } from "../lanes";
import { OutcomeOfEvent } from "../outcome-of-event";
import { ScreenLink } from "../screen-link";

export const ROW_HEIGHT = 32;

/** Columns leave by the width of the table, least telling first. */
const HIDE = { below420: "@max-[420px]:hidden", below760: "@max-[760px]:hidden", below960: "@max-[960px]:hidden" };
const FIRST = "w-16 pl-6 text-end max-wide:pl-4 @max-[420px]:w-11 @max-[420px]:pl-2";

export function EventRowHead() {
  return (
    <thead>
      <tr>
        <Head className={FIRST}>No.</Head>
        <Head className={cn("w-20", HIDE.below420)}>Time</Head>
        <Head className={cn("w-[84px] pr-3 text-end", HIDE.below760)}>After</Head>
        <Head className={cn("w-[104px]", HIDE.below760)}>Phase</Head>
        <Head>Event type</Head>
        <Head className="w-24">Outcome</Head>
        <Head className={cn("w-[200px]", HIDE.below960)}>Service</Head>
        <Head className={cn("w-[84px] pr-4 text-end", HIDE.below760)}>Bytes</Head>
      </tr>
    </thead>
  );
}

function Head({ children, className }: { children: string; className?: string }) {
  return (
    <th
      scope="col"
      className={cn(
        "sticky top-0 z-10 h-[30px] truncate border-line-strong border-b bg-surface px-2 text-ink-soft text-xs",
        className,
      )}
    >
      {children}
    </th>
  );
}

type EventRowProps = { event: TimelineEvent; index: number; zone: string; isSelected: boolean; isStop: boolean };

const CELL = "h-8 truncate border-line border-b px-2";

/** The type is the row's link and covers the whole row. */
export const EventRow = memo(function EventRow({ event, index, zone, isSelected, isStop }: EventRowProps) {
  return (
    <tr
      aria-rowindex={index + 2}
      aria-current={isSelected || undefined}
      data-event={event.n}
      className={cn("relative", isSelected ? "bg-selected" : "hover:bg-hover")}
    >
      <td className={cn(CELL, FIRST, "text-ink-faint", isSelected && "shadow-[inset_2px_0_0_var(--color-accent)]")}>
        {event.n}
      </td>
      <td className={cn(CELL, HIDE.below420)} title={formatTime(event.at, zone, "exact")}>
        {formatTime(event.at, zone, "clock")}
      </td>
      <td
        className={cn(CELL, "pr-3 text-end text-ink-soft", HIDE.below760)}
        title={`${event.offsetMs / 1000} s after the first event`}
      >
        +{afterWords(event.offsetMs)}
      </td>
      <td className={cn(CELL, HIDE.below760)}>{LANE_NAMES[event.lane]}</td>
      <th scope="row" className={CELL} title={visibleLine(event.summary ?? event.type)}>
        <ScreenLink
          change={{ eventId: event.eventId }}
          history="replace"
          tabIndex={isStop ? 0 : -1}
          className="mono after:absolute after:inset-0"
        >
          {visibleLine(event.type)}
        </ScreenLink>
        {event.alias !== null && <span className="ml-2 text-ink-faint text-xs">alias</span>}
      </th>
      <td className={CELL}>
        <OutcomeOfEvent outcome={event.outcome} isQuiet />
      </td>
      <td className={cn(CELL, "text-ink-soft", HIDE.below960)}>{visibleLine(event.service)}</td>
      <td className={cn(CELL, "pr-4 text-end", HIDE.below760)}>{event.payloadBytes.toLocaleString("en-GB")}</td>
    </tr>
  );
});

/** Whole seconds as the axis counts them; parts of a second only where there are no whole ones. */
function afterWords(offsetMs: number): string {
  if (offsetMs > 0 && offsetMs < 1000) return `${Math.round(offsetMs)} ms`;
  return `${Math.floor(offsetMs / 1000).toLocaleString("en-GB")} s`;
}
