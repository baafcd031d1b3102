import type { RemediationFacets } from "@/contracts/remediations";
import type { Query } from "./query/query";

/** Outcomes that the sentence names, with the words that follow their number. */
const NAMED = [
  ["InProgress", "in progress"],
  ["Remediated", "remediated"],
  ["ManualReviewRequired", "for manual review"],
  ["Failed", "failed"],
  ["Blocked", "blocked"],
] as const;

/** How many match and how they ended: "30 of 37 match. 22 remediated, 3 failed." */
export function HeadSentence({ facets, query }: { facets: RemediationFacets; query: Query }) {
  const bound = facets.isBounded ? "≥ " : "";
  const parts = outcomeParts(facets, query).map(([count, words]) => `${bound}${number(count)} ${words}`);
  const isFiltered = facets.matching !== facets.total;
  return (
    <>
      <b className="font-medium text-ink">
        {bound}
        {number(facets.matching)}
      </b>
      {isFiltered ? ` of ${bound}${number(facets.total)} match. ` : " in all. "}
      {parts.length > 0 && `${parts.join(", ")}.`}
    </>
  );
}

/** The outcome facet ignores its own filter, so values that the filter leaves out are left out here. */
function outcomeParts(facets: RemediationFacets, query: Query): [number, string][] {
  const values = facets.facets.find((facet) => facet.field === "outcome")?.values ?? [];
  const isIn = (value: string) =>
    query.outcome === undefined || (query.outcome.op === "in") === query.outcome.values.includes(value);
  return NAMED.flatMap(([outcome, words]): [number, string][] => {
    const count = values.find((one) => one.value === outcome)?.count ?? 0;
    return count > 0 && isIn(outcome) ? [[count, words]] : [];
  });
}

function number(count: number): string {
  return count.toLocaleString("en-GB");
}
