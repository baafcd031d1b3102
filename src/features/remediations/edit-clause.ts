import { FIELDS } from "./query/fields";
import { formatQuery } from "./query/format";
import type { Query } from "./query/query";

/** Selects the clause of a filter in the query box; a filter that is not there is begun at the end. */
export function editClause(input: HTMLInputElement | null, query: Query, key: keyof Query): void {
  if (!input) return;
  input.focus();
  if (key === "text") {
    input.select();
    return;
  }
  const clause = formatQuery({ [key]: query[key] });
  const at = clause === "" ? -1 : input.value.indexOf(clause);
  if (at >= 0) {
    input.setSelectionRange(at, at + clause.length);
    return;
  }
  const joint = input.value.trim() === "" ? "" : " and ";
  const end = input.value.length;
  input.setRangeText(`${joint}${FIELDS[key].word}:`, end, end, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
