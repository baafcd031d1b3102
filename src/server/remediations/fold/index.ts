/** The pure core of the read model: events of any order and batching → what a remediation's row says. */

export { withoutContent } from "./content";
export { type Fold, foldEvents, mergeClaims, mergeFolds, saysMore } from "./fold";
export type { FoldEvent } from "./fold-event";
export { type Model, projectModel } from "./project";
export type { Claims } from "./registers";
export { decodeClaims, encodeClaims } from "./state";
