/**
 * The read model: one row per correlation with the head of its chain and what the lists show.
 * Owns the table `remediations`. `append` folds its events, locks the rows and moves them inside its own transaction;
 * all other verbs only read. The model can be rebuilt from the events at any time, the head never.
 */
export { type Fold, type FoldEvent, foldEvents } from "./fold";
export {
  type LockedRemediation,
  lockRemediations,
  moveParameter,
  moveRemediations,
  moveStatement,
  type RemediationMove,
} from "./heads";
