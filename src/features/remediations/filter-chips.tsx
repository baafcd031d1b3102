"use client";

import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Chip } from "@/components/ui/chip";
import { Menu, MenuItem } from "@/components/ui/menu";
import { activeFilters, withoutFilter } from "./active-filters";
import { FIELD_ORDER, FIELDS, type Field } from "./query/fields";
import type { Query } from "./query/query";

type FilterChipsProps = {
  query: Query;
  onQuery: (query: Query) => void;
  /** Puts the cursor where this filter stands, or would stand, in the query box. */
  onEdit: (key: keyof Query) => void;
};

/** The filters in force: the query box in other words. */
export function FilterChips({ query, onQuery, onEdit }: FilterChipsProps) {
  const filters = activeFilters(query);
  const wanted = useRef<Field | null>(null);
  const onClosed = () => {
    const field = wanted.current;
    wanted.current = null;
    if (field) onEdit(field);
    return field !== null;
  };
  const unused = FIELD_ORDER.filter((field) => query[field] === undefined);
  return (
    <ul aria-label="Active filters" className="col-span-full flex flex-wrap items-center gap-1.5">
      {filters.map((filter) => (
        <li key={filter.key} className="max-w-full">
          <Chip
            name={filter.name}
            relation={filter.relation}
            values={filter.values}
            onEdit={() => onEdit(filter.key)}
            onRemove={() => onQuery(withoutFilter(query, filter.key))}
          />
        </li>
      ))}
      <li>
        <Menu
          label="Add a filter"
          onClosed={onClosed}
          align="start"
          trigger={
            <Button variant="quiet" size="sm" icon="plus">
              Filter
            </Button>
          }
        >
          {unused.map((field) => (
            <MenuItem
              key={field}
              onSelect={() => {
                wanted.current = field;
              }}
              end={`${FIELDS[field].word}:`}
            >
              {menuWords(field)}
            </MenuItem>
          ))}
        </Menu>
      </li>
      {filters.length > 0 && (
        <li>
          <Button variant="quiet" size="sm" onClick={() => onQuery({})}>
            Clear
          </Button>
        </li>
      )}
    </ul>
  );
}

function menuWords(field: Field): string {
  if (field === "since") return "Started since";
  return field === "until" ? "Started before" : FIELDS[field].label;
}
