/**
 * Reconstruction: a RemediationRequest rebuilt from its audit trail alone.
 * Two results of one trail: the object that existing clients know (query, parse, map, build, validate; five event types),
 * and the resource itself, from every event, leaf by leaf with the event and payload path that it came from.
 * Promises: nothing is invented, and what does not come back is named with the reason.
 */
export { reconstruct } from "./reconstruct";
