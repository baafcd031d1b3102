import type { TrailEvent } from "@/contracts/reconstruction-steps";
import { writeJson } from "@/lib/json-tree";
import { type Leaf, leftOut } from "./sources";

/** Why a value is not there for who may not see it. */
export const MASKED = "The event is sensitive, and the scope audit:reveal is missing";

/** The trail as it reads for who may not see the payloads of sensitive events. */
export function withoutMasked(events: readonly TrailEvent[]): TrailEvent[] {
  return events.map((event) => (event.is_masked ? { ...event, event_data_json: "{}" } : event));
}

/**
 * Leaves that say the same without the masked payloads stay; the field of any other is left out whole, because how many
 * parts it has, and what they are called, may be from the payload.
 */
export function hideMasked(leaves: readonly Leaf[], unmasked: readonly Leaf[]): Leaf[] {
  const known = new Map(groups(unmasked).map(([path, group]) => [path, textOf(group)]));
  return groups(leaves).flatMap(([path, group]) => {
    if (known.get(path) === textOf(group)) return group;
    const event = group.find((leaf) => leaf.event?.is_masked)?.event;
    return [leftOut(group[0]?.steps.slice(0, FIELD_DEPTH) ?? [], `${MASKED}.`, event ?? undefined)];
  });
}

const FIELD_DEPTH = 2;

function groups(leaves: readonly Leaf[]): [string, Leaf[]][] {
  const grouped = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const path = JSON.stringify(leaf.steps.slice(0, FIELD_DEPTH));
    const group = grouped.get(path);
    if (group === undefined) grouped.set(path, [leaf]);
    else group.push(leaf);
  }
  return [...grouped];
}

function textOf(group: readonly Leaf[]): string {
  return group
    .map(({ steps, source, value, event, how }) =>
      JSON.stringify([steps, source, writeJson(value), event?.event_id, how]),
    )
    .join();
}
