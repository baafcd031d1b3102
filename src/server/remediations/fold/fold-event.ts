import type { NewAuditEvent } from "@/contracts/audit";

/** What the fold reads of an event, stored or about to be. */
export type FoldEvent = Pick<
  NewAuditEvent,
  | "correlationId"
  | "eventType"
  | "eventCategory"
  | "eventTimestamp"
  | "eventOutcome"
  | "eventData"
  | "namespace"
  | "clusterName"
  | "severity"
  | "isSensitive"
>;
