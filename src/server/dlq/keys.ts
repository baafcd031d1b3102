/** Names in Valkey. They are the specification's, so that entries of the former service are found and understood. */
export type DlqKind = "events" | "notifications";

export const DLQ_KINDS: readonly DlqKind[] = ["events", "notifications"];
export const CONSUMER_GROUP = "data-storage-retry-workers";

export const streamOf = (kind: DlqKind): string => `audit:dlq:${kind}`;
export const deadLetterStreamOf = (kind: DlqKind): string => `audit:dead-letter:${kind}`;
/** Sum of the bytes of the entries of a stream that this service wrote. */
export const bytesKeyOf = (kind: DlqKind): string => `audit:dlq:${kind}:bytes`;
/** How often the queue was emptied for a shutdown, and what came of it, by all replicas. */
export const DRAINS_KEY = "holdfast:dlq-drains";

const METRIC_STREAM = { events: "audit_events", notifications: "notifications" } as const;

/** Names of the streams in the metrics. */
export const metricStreamOf = (kind: DlqKind) => METRIC_STREAM[kind];
export const metricDeadLettersOf = (kind: DlqKind) => `dead_letter_${METRIC_STREAM[kind]}` as const;
