/**
 * Words of the read model.
 * remediation: a correlation that stands for one RemediationRequest. phase: the RemediationRequest's overall phase as the trail tells it.
 * outcome: how it ended, or `InProgress`. target: the Kubernetes object to be remedied.
 */
import { z } from "zod";
import { Cursor } from "./paging";

export const CorrelationKind = z.enum(["remediation", "alias", "catalog", "access", "hold", "run", "other"]);
export type CorrelationKind = z.infer<typeof CorrelationKind>;

export const Phase = z.enum([
  "Pending",
  "Processing",
  "Analyzing",
  "AwaitingApproval",
  "Executing",
  "Verifying",
  "Blocked",
  "Completed",
  "Failed",
  "TimedOut",
  "Skipped",
  "Cancelled",
]);
export type Phase = z.infer<typeof Phase>;

export const Outcome = z.enum([
  "InProgress",
  "Remediated",
  "ManualReviewRequired",
  "Failed",
  "Blocked",
  "Inconclusive",
  "NoActionRequired",
  "VerificationTimedOut",
  "TimedOut",
  "Rejected",
  "Cancelled",
  "Skipped",
  "DryRun",
]);
export type Outcome = z.infer<typeof Outcome>;

export const Approval = z.enum(["none", "requested", "approved", "rejected", "expired"]);
export type Approval = z.infer<typeof Approval>;

/** One row of the list. Times are RFC 3339 UTC text with microseconds. */
export const RemediationRow = z.object({
  correlationId: z.string(),
  kind: CorrelationKind,
  signalName: z.string().nullable(),
  severity: z.string().nullable(),
  environment: z.string().nullable(),
  priority: z.string().nullable(),
  namespace: z.string().nullable(),
  clusterName: z.string().nullable(),
  targetKind: z.string().nullable(),
  targetName: z.string().nullable(),
  fingerprint: z.string().nullable(),
  phase: Phase.nullable(),
  isOpen: z.boolean(),
  outcome: Outcome,
  approval: Approval,
  approvalRequestedAt: z.string().nullable(),
  approvalDecidedAt: z.string().nullable(),
  workflowId: z.string().nullable(),
  workflowName: z.string().nullable(),
  workflowVersion: z.string().nullable(),
  confidence: z.number().nullable(),
  analysisStartedAt: z.string().nullable(),
  analysisEndedAt: z.string().nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  lastEventAt: z.string(),
  firstEventDate: z.string(),
  lastEventDate: z.string(),
  /** Events of the correlation itself, aliases not counted. */
  eventCount: z.number().int(),
  failureCount: z.number().int(),
  duplicateSignals: z.number().int(),
  chainSeq: z.number().int(),
  isHeld: z.boolean(),
});
export type RemediationRow = z.infer<typeof RemediationRow>;

/** Values of one field: `is` any of `values` (op "in") or none of them (op "not"). An empty string value means "not recorded". */
const ValueFilter = z.object({ op: z.enum(["in", "not"]), values: z.array(z.string().max(255)).min(1).max(50) });

export const RemediationFilters = z.object({
  outcome: ValueFilter.optional(),
  severity: ValueFilter.optional(),
  environment: ValueFilter.optional(),
  namespace: ValueFilter.optional(),
  cluster: ValueFilter.optional(),
  signal: ValueFilter.optional(),
  workflow: ValueFilter.optional(),
  approval: ValueFilter.optional(),
  targetKind: ValueFilter.optional(),
  held: z.boolean().optional(),
  open: z.boolean().optional(),
  /** Free words: each must be contained in correlation id, signal, target name or namespace (case-insensitive). */
  text: z.string().max(200).optional(),
  /** Bounds on startedAt, RFC 3339. */
  since: z.string().optional(),
  until: z.string().optional(),
});
export type RemediationFilters = z.infer<typeof RemediationFilters>;

export const RemediationSort = z.enum(["started_desc", "started_asc", "activity_desc"]);
export type RemediationSort = z.infer<typeof RemediationSort>;

export const ListRemediations = z.object({
  filters: RemediationFilters.default({}),
  /** `activity_desc` lists open remediations only. */
  sort: RemediationSort.default("started_desc"),
  cursor: Cursor.nullish(),
  limit: z.number().int().min(1).max(200).default(100),
});
export type ListRemediations = z.infer<typeof ListRemediations>;
export const RemediationPage = z.object({ rows: z.array(RemediationRow), nextCursor: Cursor.nullable() });
export type RemediationPage = z.infer<typeof RemediationPage>;

/** Counts per value; each facet obeys every filter but its own. Empty value = not recorded. */
export const Facet = z.object({
  field: z.string(),
  values: z.array(z.object({ value: z.string(), count: z.number().int() })),
});
export const RemediationFacets = z.object({
  /** Rows that match all filters. */
  matching: z.number().int(),
  /** Rows without any filter. */
  total: z.number().int(),
  /** True when counting stopped at a bound: show with "≥". */
  isBounded: z.boolean(),
  facets: z.array(Facet),
});
export type RemediationFacets = z.infer<typeof RemediationFacets>;

/** Whether anything ever arrived, and how fresh it is: the home page and the first-run checklist. */
export const StorePulse = z.object({
  hasEvents: z.boolean(),
  remediations: z.number().int(),
  open: z.number().int(),
  waitingForPerson: z.number().int(),
  failedLast24h: z.number().int(),
  lastEvent: z
    .object({ correlationId: z.string(), eventType: z.string(), eventTimestamp: z.string(), receivedAt: z.string() })
    .nullable(),
  measuredAt: z.string(),
});
export type StorePulse = z.infer<typeof StorePulse>;
