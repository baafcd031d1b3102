/**
 * The read model: one row per correlation with the head of its chain and what the lists show.
 * Owns the table `remediations`. `append` folds its events, locks the rows and moves them inside its own transaction;
 * the other verbs only read. The model can be rebuilt from the events at any time, the head never.
 */
export { remediationFacets } from "./facets";
export { foldEvents } from "./fold";
export { getRemediation } from "./get";
export {
  type Head,
  type HeadChange,
  lockRemediations,
  moveRemediations,
  moveUnlocked,
  newHead,
} from "./heads";
export { listRemediations } from "./list";
export { storePulse } from "./pulse";
export { rebuildRemediations } from "./rebuild";
export { type AddValue, eventsVisibleTo, revealableTo, visibleTo } from "./sql-filters";
