/**
 * The dead-letter queue: Valkey streams with the specification's names and message format. It knows no audit:
 * a payload is JSON text. It promises that nothing unprocessed is trimmed, that a push is all or none,
 * and that an entry leaves only when it was settled, postponed as a copy, or buried with its original bytes.
 */
export {
  claimAgain,
  claimNew,
  claimOfDead,
  type DlqEntry,
  ensureGroup,
  forgetIdleConsumers,
  trimFinished,
} from "./claim";
export { readDrains, recordDrain } from "./drains";
export { type DlqDepth, dlqDepth } from "./inspect";
export { DLQ_KINDS, type DlqKind, metricDeadLettersOf, metricStreamOf } from "./keys";
export { type DlqMessage, decodeMessage } from "./message";
export { forgetNotes } from "./notes";
export { type DlqNote, type DlqOptions, pushMessages } from "./push";
export { buryEntry, postponeEntry, settleEntries } from "./settle";
