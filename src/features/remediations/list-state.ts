import type { RemediationSort } from "@/contracts/remediations";
import { type ParsedQuery, parseQuery } from "./query/parse";

/** What of the list stands in the address. */
export type ListState = {
  /** The query as typed, also when it can't be read. */
  text: string;
  parsed: ParsedQuery;
  sort: RemediationSort;
  /** The remediation in the side panel. */
  peek: string | null;
};

export const LIST_PARAM = { query: "q", sort: "sort", peek: "peek" } as const;

const SORTS = { started_desc: true, started_asc: true, activity_desc: true } satisfies Record<RemediationSort, true>;

export function readListState(param: (name: string) => string | null): ListState {
  const text = param(LIST_PARAM.query) ?? "";
  const parsed = parseQuery(text);
  const isOpenOnly = parsed.isValid && parsed.query.open === true;
  const sort = readSort(param(LIST_PARAM.sort));
  return {
    text,
    parsed,
    // Activity is ordered among open remediations only.
    sort: sort === "activity_desc" && !isOpenOnly ? "started_desc" : sort,
    peek: param(LIST_PARAM.peek) || null,
  };
}

function readSort(text: string | null): RemediationSort {
  return text !== null && text in SORTS ? (text as RemediationSort) : "started_desc";
}
