import type { EventCategory } from "../audit";
import type { CorrelationKind } from "../remediations";
import type { LaneId } from "../timeline";

/** Rank of one event type, finer by what a payload says: `field` names where to look, `ranks` the rank per value. */
export type PayloadRank = { field: string; ranks: Readonly<Record<string, number>> };

export type EventTypeInfo = {
  type: string;
  /** Category that the emitters of v1.5.7 send with it. */
  category: EventCategory;
  /** What a correlation is that holds such an event; `other` proves nothing. */
  subject: CorrelationKind;
  lane: LaneId;
  /** Place in the causal order of a remediation; compared only between events of one moment. */
  rank: number;
  payloadRank?: PayloadRank;
  /** Short words for a person. */
  label: string;
  /** Payload fields worth showing first, dotted. */
  fields: readonly string[];
  /** False when the type is in no client's list and was placed by its prefix. */
  isKnown: boolean;
};

type Defaults = { category: EventCategory; subject: CorrelationKind; lane: LaneId };
export type Row = {
  rank: number;
  label: string;
  fields?: readonly string[];
  lane?: LaneId;
  subject?: CorrelationKind;
  payloadRank?: PayloadRank;
};

/** The event types of one category, from rows that state only what differs from the category's defaults. */
export function defineTypes(defaults: Defaults, rows: Readonly<Record<string, Row>>): EventTypeInfo[] {
  return Object.entries(rows).map(([type, row]) => ({ ...defaults, fields: [], ...row, type, isKnown: true }));
}
