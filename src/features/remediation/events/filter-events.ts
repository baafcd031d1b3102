import type { LaneId, TimelineEvent } from "@/contracts/timeline";

export type EventFilter = { lane: LaneId | null; isFailedOnly: boolean; text: string };

/** Events that meet every filter; each word must be somewhere in what the table shows of the event. */
export function filterEvents(
  events: readonly TimelineEvent[],
  { lane, isFailedOnly, text }: EventFilter,
): readonly TimelineEvent[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (lane === null && !isFailedOnly && words.length === 0) return events;
  return events.filter((event) => {
    if (lane !== null && event.lane !== lane) return false;
    if (isFailedOnly && event.outcome !== "failure") return false;
    if (words.length === 0) return true;
    const shown = [event.type, event.action, event.service, event.resource, event.eventId, event.summary ?? ""]
      .join(" ")
      .toLowerCase();
    return words.every((word) => shown.includes(word));
  });
}
