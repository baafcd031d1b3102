import { FIELD_ORDER, FIELDS, type Field } from "./fields";
import type { Query } from "./query";

/** The query as text, in one form: what the box shows after a facet was clicked. */
export function formatQuery(query: Query): string {
  const clauses = FIELD_ORDER.map((field) => clause(query, field)).filter((text) => text !== undefined);
  const joined = clauses.join(" and ");
  return [joined, query.text ? quoteWords(query.text) : ""].filter(Boolean).join(" ");
}

function clause(query: Query, field: Field): string | undefined {
  const choice = query[field];
  if (choice === undefined) return undefined;
  const { word } = FIELDS[field];
  if (typeof choice === "boolean") return `${word}:${choice ? "yes" : "no"}`;
  if (typeof choice === "string") return `${word}:${quote(choice)}`;
  const values = choice.values.map(quote);
  const list = values.length === 1 ? values[0] : `(${values.join(" or ")})`;
  return `${choice.op === "not" ? "not " : ""}${word}:${list}`;
}

/** Words that the language would read otherwise, or that hold its signs, stand in quotation marks. */
function quote(value: string): string {
  return value === "" || /[\s()"]|^(?:and|or|not)$/i.test(value) ? `"${value.replaceAll('"', "")}"` : value;
}

function quoteWords(text: string): string {
  return text
    .split(/\s+/)
    .map((word) => (word.includes(":") ? `"${word}"` : quote(word)))
    .join(" ");
}
