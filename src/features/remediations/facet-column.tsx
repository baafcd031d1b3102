"use client";

import { Facet, type FacetValue } from "@/components/ui/facet";
import { OutcomeMark } from "@/components/ui/outcome";
import type { RemediationFacets } from "@/contracts/remediations";
import { FacetSkeleton } from "./facet-skeleton";
import { FIELD_ORDER, FIELDS, type Field, isValueField, type ValueField, valueWords } from "./query/fields";
import type { Query } from "./query/query";

type FacetColumnProps = {
  facets: RemediationFacets | undefined;
  query: Query;
  onQuery: (query: Query) => void;
};

/** Facets that start closed: they are long and rarely the first thing asked. */
const CLOSED_AT_FIRST: ReadonlySet<Field> = new Set<Field>(["signal", "targetKind", "namespace", "cluster"]);

export function FacetColumn({ facets, query, onQuery }: FacetColumnProps) {
  if (!facets) return <FacetSkeleton />;
  return FIELD_ORDER.map((field) => {
    const facet = facets.facets.find((one) => one.field === field);
    if (!facet || facet.values.length === 0) return null;
    return (
      <Facet
        key={field}
        name={FIELDS[field].label}
        isBounded={facets.isBounded}
        isOpenAtFirst={!CLOSED_AT_FIRST.has(field) || query[field] !== undefined}
        values={facetValues(field, facet.values, query)}
        onToggle={(value) => onQuery(toggled(query, field, value))}
        onExclude={isValueField(field) ? (value) => onQuery(excluded(query, field, value)) : undefined}
      />
    );
  });
}

function facetValues(field: Field, counted: readonly { value: string; count: number }[], query: Query): FacetValue[] {
  const missing = chosenValues(query, field).filter((value) => !counted.some((one) => one.value === value));
  return [...counted, ...missing.map((value) => ({ value, count: 0 }))].map(({ value, count }) => ({
    value,
    count,
    words: valueWords(field, value),
    label: field === "outcome" ? <OutcomeMark outcome={value} /> : undefined,
    choice: choiceOf(query, field, value),
  }));
}

function choiceOf(query: Query, field: Field, value: string): FacetValue["choice"] {
  if (!chosenValues(query, field).includes(value)) return "none";
  return isValueField(field) && query[field]?.op === "not" ? "not" : "in";
}

function chosenValues(query: Query, field: Field): readonly string[] {
  const choice = query[field];
  if (choice === undefined || typeof choice === "string") return [];
  return typeof choice === "boolean" ? [String(choice)] : choice.values;
}

/** A value added to those chosen, or taken away. The first choice after an exclusion starts anew. */
export function toggled(query: Query, field: Field, value: string): Query {
  if (field === "held" || field === "open") {
    const isOn = value === "true";
    return { ...query, [field]: query[field] === isOn ? undefined : isOn };
  }
  return isValueField(field) ? withChoice(query, field, "in", value) : query;
}

export function excluded(query: Query, field: ValueField, value: string): Query {
  return withChoice(query, field, "not", value);
}

function withChoice(query: Query, field: ValueField, op: "in" | "not", value: string): Query {
  const choice = query[field];
  const before = choice?.op === op ? choice.values : [];
  const values = before.includes(value) ? before.filter((one) => one !== value) : [...before, value];
  return { ...query, [field]: values.length === 0 ? undefined : { op, values } };
}
