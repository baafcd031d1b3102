/** The pure core of the read model: events of any order and batching → what a remediation's row says. */
export { type Fold, foldEvents, mergeClaims, mergeFolds } from "./fold";
export type { FoldEvent } from "./fold-event";
export { type Model, projectModel } from "./project";
export { decodeClaims, encodeClaims } from "./state";
