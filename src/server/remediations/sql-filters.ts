import { ACCESS_CHAINS } from "@/contracts/own-events";
import type { Limit, Principal, Scope } from "@/contracts/principal";
import type { RemediationFilters } from "@/contracts/remediations";
import { AppError } from "@/lib/errors";
import { textFault } from "@/lib/text";
import { parseTimestamp } from "@/lib/time";

/** Collects the values of a statement and hands out their places. */
export class Parameters {
  readonly values: unknown[] = [];

  readonly add = (value: unknown): string => {
    this.values.push(value);
    return `$${this.values.length}`;
  };
}

type Values = NonNullable<RemediationFilters["outcome"]>;
export type FacetField = (typeof facetFields)[number];

/** Fields whose values can be counted and filtered by, in the order of the console. */
export const facetFields = [
  "outcome",
  "severity",
  "environment",
  "approval",
  "held",
  "workflow",
  "namespace",
  "signal",
  "targetKind",
  "cluster",
] as const;

/**
 * Whether a live hold covers `remediations r`. The first part finds candidates by hashing, whatever the number of holds;
 * only those are compared with each hold.
 */
export const IS_HELD = `(coalesce(
    r.correlation_id in (select jsonb_array_elements_text(h.scope -> 'correlation_ids') from legal_holds h
                          where h.released_at is null and h.scope ? 'correlation_ids')
    or r.namespace in (select h.scope ->> 'namespace' from legal_holds h
                        where h.released_at is null and h.scope ? 'namespace')
    or exists (select from legal_holds h
                where h.released_at is null and not h.scope ?| array['correlation_ids', 'namespace']), false)
  and exists (select from legal_holds h where h.released_at is null and hold_covers(h.scope, r)))`;

/** Where a remediation is, unless only the payload of a sensitive event says it. Limits and holds take the columns. */
export const shownPlace = {
  namespace: "case when not r.hides_namespace then r.namespace end",
  cluster: "case when not r.hides_cluster then r.cluster_name end",
} as const;

/** Expression over `remediations r` for the value of a field; null means not recorded, or not to be shown. */
export const facetValue: Readonly<Record<FacetField, string>> = {
  outcome: "r.outcome",
  severity: "r.severity",
  environment: "r.environment",
  approval: "r.approval",
  held: IS_HELD,
  workflow: "coalesce(r.workflow_name, r.workflow_id)",
  namespace: `(${shownPlace.namespace})`,
  signal: "r.signal_name",
  targetKind: "r.target_kind",
  cluster: `(${shownPlace.cluster})`,
};

/** Takes a value of a statement and gives its place. */
export type AddValue = (value: unknown) => string;

/**
 * What a principal may see of `remediations r` by one of its scopes; `true` when that is all of them. The one place for
 * limits by namespace or cluster, and for who sees records of access. An alias is seen with its owner; a row that names no
 * namespace by no limited principal.
 */
export function visibleTo(principal: Principal, scope: Scope, add: AddValue): string {
  return allOf(withinLimits(principal, scope, add), outsideAccess(principal, "r"));
}

/** What a principal may see of the events in `table` by one of its scopes, in the same form. */
export function eventsVisibleTo(principal: Principal, scope: Scope, table: string, add: AddValue): string {
  const within = withinLimits(principal, scope, add);
  const outside = outsideAccess(principal, table);
  return allOf(
    within === "true"
      ? within
      : `${table}.correlation_id in (select r.correlation_id from remediations r where ${within})`,
    outside === "true" ? outside : `${table}.event_category <> 'access' and ${outside}`,
  );
}

function allOf(...conditions: string[]): string {
  return conditions.filter((condition) => condition !== "true").join(" and ") || "true";
}

/** By the name of the chain: what kind of thing a row is follows from what was sent to it. */
function outsideAccess({ scopes }: Principal, row: string): string {
  return scopes.has("access:read") ? "true" : `not starts_with(${row}.correlation_id, '${ACCESS_CHAINS}')`;
}

function withinLimits(principal: Principal, scope: Scope, add: AddValue): string {
  const within = placesOf(principal, scope, add);
  if (within === undefined) return "true";
  return `((r.alias_of is null and ${within("r")}) or (r.alias_of is not null and exists (
    select from remediations o where o.correlation_id = r.alias_of and ${within("o")})))`;
}

/** Of what the principal may see, where it may see payloads of sensitive events. `false` when nowhere. */
export function revealableTo(principal: Principal, add: AddValue): string {
  return principal.scopes.has("audit:reveal") ? withinLimits(principal, "audit:reveal", add) : "false";
}

/** The same for rows of the kind `remediation`, which are no aliases, so that an index on the namespace can be used. */
export function listedFor(principal: Principal, scope: Scope, add: AddValue): string {
  return allOf(placesOf(principal, scope, add)?.("r") ?? "true", outsideAccess(principal, "r"));
}

/** Undefined when the scope counts everywhere. */
function placesOf(principal: Principal, scope: Scope, add: AddValue): ((row: string) => string) | undefined {
  const parts = principal.limits?.get(scope)?.map((limit) => limitCondition(limit, add));
  return parts && ((row) => `(${parts.map((part) => part(row)).join(" or ") || "false"})`);
}

function limitCondition({ namespaces, clusters }: Limit, add: AddValue): (row: string) => string {
  const [namespaceList, clusterList] = [namespaces && add(namespaces), clusters && add(clusters)];
  return (row) => {
    const conditions = [
      ...(namespaceList === null ? [] : [`${row}.namespace = any(${namespaceList}::text[])`]),
      ...(clusterList === null ? [] : [`${row}.cluster_name = any(${clusterList}::text[])`]),
    ];
    return `(${conditions.join(" and ") || "true"})`;
  };
}

/** Conditions of the filters that are no facets. */
export function boundConditions(filters: RemediationFilters, parameters: Parameters): string[] {
  const conditions = ["r.kind = 'remediation'"];
  const { since, until, open } = filters;
  if (since !== undefined) conditions.push(`r.started_at >= ${parameters.add(timeOf("since", since))}::timestamptz`);
  if (until !== undefined) conditions.push(`r.started_at <= ${parameters.add(timeOf("until", until))}::timestamptz`);
  if (open !== undefined) conditions.push(open ? "r.is_open" : "not r.is_open");
  return [...conditions, ...textConditions(filters.text ?? "", parameters)];
}

/** Condition of each field that is filtered by. */
export function facetConditions(filters: RemediationFilters, parameters: Parameters): Map<FacetField, string> {
  const conditions = new Map<FacetField, string>();
  for (const field of facetFields) {
    const filter = filters[field];
    if (filter === undefined) continue;
    if (typeof filter === "boolean") conditions.set(field, filter ? IS_HELD : `not ${IS_HELD}`);
    else conditions.set(field, valueCondition(field, filter, parameters));
  }
  return conditions;
}

function valueCondition(field: FacetField, { op, values }: Values, parameters: Parameters): string {
  for (const value of values) refuseFault(field, value);
  const column = facetValue[field];
  const listed = parameters.add(values.filter((value) => value !== ""));
  const namesNothing = values.includes("");
  if (op === "in") {
    // The column itself is in the index.
    const isListed =
      field === "namespace"
        ? `(r.namespace = any(${listed}::text[]) and not r.hides_namespace)`
        : `${column} = any(${listed}::text[])`;
    return namesNothing ? `(${isListed} or ${column} is null)` : isListed;
  }
  const isOther = `${column} <> all(${listed}::text[])`;
  return namesNothing ? `${column} is not null and ${isOther}` : `(${column} is null or ${isOther})`;
}

/** `strpos` and not `like`: what a person types has no wildcards. */
function textConditions(text: string, parameters: Parameters): string[] {
  refuseFault("text", text);
  const words = text.split(/\s+/).filter((word) => word !== "");
  const fields = `lower(concat_ws(' ', r.correlation_id, r.signal_name, r.target_name, ${facetValue.namespace}))`;
  return words.map((word) => `strpos(${fields}, lower(${parameters.add(word)})) > 0`);
}

function timeOf(path: string, text: string): string {
  const time = parseTimestamp(text);
  if (time === undefined) throw invalid(path, "must be an RFC 3339 time with a zone");
  return time;
}

function refuseFault(path: string, text: string): void {
  const fault = textFault(text);
  if (fault !== undefined) throw invalid(path, fault);
}

function invalid(path: string, message: string): AppError {
  return new AppError("VALIDATION", `${path} ${message}`, { fieldErrors: [{ path, message }] });
}
