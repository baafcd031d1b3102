import { boundWords } from "./query/bounds";
import { FIELD_ORDER, FIELDS, valueWords } from "./query/fields";
import type { Query } from "./query/query";

/** One filter of a query, as its chip says it. */
export type ActiveFilter = {
  key: keyof Query;
  name: string;
  relation: string;
  values: readonly string[];
};

/** The filters of a query in the order of the fields; free words come last. */
export function activeFilters(query: Query): ActiveFilter[] {
  const fields = FIELD_ORDER.flatMap((field): ActiveFilter[] => {
    const choice = query[field];
    const name = FIELDS[field].label;
    if (choice === undefined) return [];
    if (typeof choice === "string") {
      return [{ key: field, name, relation: field === "since" ? "since" : "before", values: [boundWords(choice)] }];
    }
    if (typeof choice === "boolean") {
      return [{ key: field, name, relation: "is", values: [valueWords(field, String(choice))] }];
    }
    const values = choice.values.map((value) => valueWords(field, value));
    return [{ key: field, name, relation: choice.op === "not" ? "is not" : "is", values }];
  });
  return query.text ? [...fields, { key: "text", name: "Words", relation: "contain", values: [query.text] }] : fields;
}

export function withoutFilter(query: Query, key: keyof Query): Query {
  return { ...query, [key]: undefined };
}

export function filterWords(filter: ActiveFilter): string {
  return `${filter.name} ${filter.relation} ${filter.values.join(" or ")}`;
}
