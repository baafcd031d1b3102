/** Names in Valkey. They are the specification's, so that entries of the former service are found and understood. */
export type DlqKind = "events" | "notifications";

export const DLQ_KINDS: readonly DlqKind[] = ["events", "notifications"];
export const CONSUMER_GROUP = "data-storage-retry-workers";

export const streamOf = (kind: DlqKind): string => `audit:dlq:${kind}`;
export const deadLetterStreamOf = (kind: DlqKind): string => `audit:dead-letter:${kind}`;
/** Sum of the bytes of the entries of a stream that this service wrote. */
export const bytesKeyOf = (kind: DlqKind): string => `audit:dlq:${kind}:bytes`;
