import type { RemediationRow } from "@/contracts/remediations";
import { inCausalOrder } from "./causal-order";
import type { PlacedEvent, TrailEvent } from "./trail-event";
import { type Stretch, walkTrail } from "./walk";

/** A trail in causal order, walked once: what every part of the timeline reads from. */
export type Trail = {
  row: RemediationRow;
  events: readonly PlacedEvent[];
  /** What counts and is drawn: all but the alerts that go on repeating after the end. */
  shown: readonly PlacedEvent[];
  path: readonly Stretch[];
  totalMs: number;
  isOpen: boolean;
  /** Stored events of the trail that were not read because it is too long. */
  omittedEvents: number;
  lateEvents: number;
  all(type: string): readonly PlacedEvent[];
  first(...types: readonly string[]): PlacedEvent | undefined;
  last(...types: readonly string[]): PlacedEvent | undefined;
};

const REPEATED_ALERT = "gateway.signal.deduplicated";

export type TrailInput = { row: RemediationRow; events: readonly TrailEvent[]; omittedEvents?: number };

export function readTrail({ row, events, omittedEvents = 0 }: TrailInput): Trail {
  const walk = walkTrail(inCausalOrder(events), row);
  const shown = walk.events.filter(({ offsetMs, type }) => offsetMs <= walk.totalMs || type !== REPEATED_ALERT);
  const byType = new Map<string, PlacedEvent[]>();
  for (const event of shown) {
    const known = byType.get(event.type);
    if (known === undefined) byType.set(event.type, [event]);
    else known.push(event);
  }
  const all = (type: string) => byType.get(type) ?? [];
  const of = (types: readonly string[]) => types.flatMap(all);
  return {
    row,
    ...walk,
    shown,
    omittedEvents,
    lateEvents: walk.events.filter(({ offsetMs }) => offsetMs > walk.totalMs).length,
    all,
    first: (...types) =>
      of(types).reduce<PlacedEvent | undefined>((a, b) => (a === undefined || b.n < a.n ? b : a), undefined),
    last: (...types) =>
      of(types).reduce<PlacedEvent | undefined>((a, b) => (a === undefined || b.n > a.n ? b : a), undefined),
  };
}
