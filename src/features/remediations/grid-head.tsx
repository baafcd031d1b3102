"use client";

import { useEffect, useRef } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Icon } from "@/components/ui/icon";
import type { RemediationSort } from "@/contracts/remediations";
import { cn } from "@/lib/cn";
import { COLUMN_LOOKS } from "./cells";
import { COLUMNS, type ColumnId, type ListView } from "./list-view";
import { cellClass, ROW_LAYOUT } from "./row";

type GridHeadProps = {
  view: ListView;
  sort: RemediationSort;
  areAllSelected: boolean;
  isAnySelected: boolean;
  onSelectAll: () => void;
  onSort: (sort: RemediationSort) => void;
};

export function GridHead({ view, sort, areAllSelected, isAnySelected, onSelectAll, onSort }: GridHeadProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = isAnySelected && !areAllSelected;
  }, [isAnySelected, areAllSelected]);
  return (
    <thead className="sticky top-0 z-10 block bg-surface text-ink-soft text-xs max-phone:sr-only">
      <tr aria-rowindex={1} className={cn(ROW_LAYOUT, "h-[30px] border-line-strong")}>
        <th scope="col" className="flex w-10 flex-none items-center pl-4">
          <Checkbox ref={box} aria-label="Select the loaded rows" checked={areAllSelected} onChange={onSelectAll} />
        </th>
        {COLUMNS.filter((column) => !view.hidden.has(column.id)).map((column) => (
          <th
            key={column.id}
            scope="col"
            aria-sort={ariaSort(column.id, sort)}
            className={
              column.id === "signal"
                ? cellClass(column.id, "min-w-0 flex-1")
                : cellClass(column.id, COLUMN_LOOKS[column.id].className, COLUMN_LOOKS[column.id].isNumber)
            }
          >
            <HeadName id={column.id} name={column.name} sort={sort} onSort={onSort} />
          </th>
        ))}
      </tr>
    </thead>
  );
}

type HeadNameProps = { id: ColumnId; name: string; sort: RemediationSort; onSort: (sort: RemediationSort) => void };

function HeadName({ id, name, sort, onSort }: HeadNameProps) {
  if (id !== "started" && id !== "activity") return name;
  const isSorted = ariaSort(id, sort) !== undefined;
  const next = nextSort(id, sort);
  return (
    <button
      type="button"
      title={id === "activity" ? "Orders open remediations by their last event" : "Orders by start"}
      onClick={() => onSort(next)}
      className={cn("inline-flex h-6 items-center gap-1 hover:text-ink", isSorted && "font-medium text-ink")}
    >
      {name}
      <Icon
        name={sort === "started_asc" && id === "started" ? "up" : "down"}
        size={12}
        className={isSorted ? "" : "opacity-40"}
      />
    </button>
  );
}

function nextSort(id: "started" | "activity", sort: RemediationSort): RemediationSort {
  if (id === "activity") return "activity_desc";
  return sort === "started_desc" ? "started_asc" : "started_desc";
}

function ariaSort(id: ColumnId, sort: RemediationSort): "ascending" | "descending" | undefined {
  if (id === "activity") return sort === "activity_desc" ? "descending" : undefined;
  if (id !== "started" || sort === "activity_desc") return undefined;
  return sort === "started_asc" ? "ascending" : "descending";
}
