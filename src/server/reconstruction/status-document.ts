import type { Identity } from "./identity";
import type { Leaf, Trail } from "./sources";
import { absentLeaves } from "./status-absent";
import { deduplicationLeaves, modificationLeaves, notificationLeaves } from "./status-notices";
import { progressLeaves, resultLeaves, timeoutLeaves } from "./status-progress";
import { childLeaves, targetLeaves, workflowLeaves } from "./status-references";

/** The status subresource, from every event of the trail. */
export function statusLeaves(trail: Trail, identity: Identity): Leaf[] {
  return [
    ...progressLeaves(trail),
    ...resultLeaves(trail),
    ...timeoutLeaves(trail),
    ...workflowLeaves(trail),
    ...childLeaves(trail, identity),
    ...targetLeaves(trail),
    ...deduplicationLeaves(trail),
    ...notificationLeaves(trail, identity),
    ...modificationLeaves(trail),
    ...absentLeaves(trail),
  ];
}
