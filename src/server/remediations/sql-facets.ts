import type { RemediationFacets, RemediationFilters } from "@/contracts/remediations";
import type { Ctx } from "@/server/infra/context";
import { boundConditions, facetConditions, facetFields, facetValue, listedFor, Parameters } from "./sql-filters";

const ROWS_MAX = 100_000;
const VALUES_MAX = 100;

type CountRow = { field: string; value: string; count: string; total: string };

/** All counts of a filtered list in one pass over at most `ROWS_MAX` rows, the newest ones. */
export async function selectFacets(ctx: Ctx, filters: RemediationFilters): Promise<RemediationFacets> {
  const { text, values } = facetStatement(ctx, filters);
  const rows = await ctx.db.query<CountRow>(text, values);
  const [all] = rows.filter((row) => row.field === "");
  const [total, seen] = [Number(all?.total ?? 0), Number(all?.value ?? 0)];
  return {
    matching: Number(all?.count ?? 0),
    total: Math.min(total, ROWS_MAX),
    isBounded: total > ROWS_MAX || seen > ROWS_MAX,
    facets: facetFields.map((field) => facetOf(field, rows)),
  };
}

function facetOf(field: string, rows: readonly CountRow[]): RemediationFacets["facets"][number] {
  const values = rows.filter((row) => row.field === field);
  return { field, values: values.map(({ value, count }) => ({ value, count: Number(count) })) };
}

/**
 * A row's `misses` has one bit for each filtered field that it fails. It counts for a field when it misses nothing, or
 * only that field: so each facet obeys every filter but its own, and values that nothing matches stay with count 0.
 */
export function facetStatement(
  ctx: Pick<Ctx, "principal">,
  filters: RemediationFilters,
): { text: string; values: unknown[] } {
  const parameters = new Parameters();
  const visible = listedFor(ctx.principal, "audit:read", parameters.add);
  const where = [visible, ...boundConditions(filters, parameters)].join(" and ");
  const filtered = [...facetConditions(filters, parameters)];
  const misses = filtered.map(([, condition], bit) => `case when ${condition} then 0 else ${1 << bit} end`);
  const counts = filtered.map(([field], bit) => `count(*) filter (where misses in (0, ${1 << bit})) as n_${field}`);
  const own = filtered.map(([field]) => `when '${field}' then n_${field}`);
  const names = facetFields.map((field) => `"${field}"`);
  const fieldOf = facetFields.map((field) => `when grouping("${field}") = 0 then '${field}'`);
  const text = `
with base as materialized (
  select ${facetFields.map((field) => `${facetValue[field]}::text as "${field}"`).join(", ")},
         ${misses.join(" + ") || "0"} as misses
    from remediations r
   where ${where}
   order by r.started_at desc
   limit ${ROWS_MAX + 1}
), counted as (
  select case ${fieldOf.join(" ")} else '' end as field, coalesce(${names.join(", ")}, '') as value,
         ${["count(*) as seen", "count(*) filter (where misses = 0) as n_all", ...counts].join(", ")}
    from base
   group by grouping sets ((), ${names.map((name) => `(${name})`).join(", ")})
), ranked as (
  select field, case when field = '' then seen::text else value end as value, ${countOf(own)} as count
    from counted
), placed as (
  select *, row_number() over (partition by field order by count desc, value) as place from ranked
)
select field, value, count,
       (select count(*) from (select from remediations r where ${visible} and r.kind = 'remediation'
                               limit ${ROWS_MAX + 1}) bounded) as total
  from placed where place <= ${VALUES_MAX} order by field, place`;
  return { text, values: parameters.values };
}

function countOf(own: readonly string[]): string {
  return own.length === 0 ? "n_all" : `case field ${own.join(" ")} else n_all end`;
}
