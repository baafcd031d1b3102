"use client";

import { useQueries } from "@tanstack/react-query";
import { Button, buttonClass } from "@/components/ui/button";
import { ConsoleLink } from "@/components/ui/console-link";
import { EmptyState } from "@/components/ui/empty-state";
import type { RemediationFilters } from "@/contracts/remediations";
import { useTRPC } from "@/trpc/client";
import { activeFilters, filterWords, withoutFilter } from "./active-filters";
import { facetsQuery } from "./list-queries";
import type { Query } from "./query/query";
import { SkeletonRow } from "./skeleton-row";
import { ROW_HEIGHT_CLASS } from "./use-row-height";

const FIRST_ROWS = Array.from({ length: 20 }, (_, index) => index);

export function ListSkeleton({ density }: { density: "dense" | "comfortable" }) {
  return (
    <div className="min-h-0 flex-1 overflow-hidden">
      <table aria-label="Remediations" aria-busy="true" className={`block pt-[30px] ${ROW_HEIGHT_CLASS[density]}`}>
        <tbody className="relative block">
          {FIRST_ROWS.map((index) => (
            <SkeletonRow key={index} index={index} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Nothing was ever stored: the first-run checklist is the next step. */
export function NothingYet() {
  return (
    <EmptyState
      title="No remediation has been recorded yet"
      actions={
        <ConsoleLink href="/" className={buttonClass("primary")}>
          Send a first event
        </ConsoleLink>
      }
    >
      The first event of a remediation makes its row. Home has a command to try.
    </EmptyState>
  );
}

export function UnreadableQuery({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState title="The query can't be read" actions={<Button onClick={onClear}>Clear the query</Button>}>
      The place is marked under the query box.
    </EmptyState>
  );
}

type NoMatchProps = {
  query: Query;
  filters: RemediationFilters;
  total: number | undefined;
  onQuery: (query: Query) => void;
};

/** Filtered out: names the filter that hides most, and takes it away by one click. */
export function NoMatch({ query, filters, total, onQuery }: NoMatchProps) {
  const trpc = useTRPC();
  const active = activeFilters(query);
  const counts = useQueries({
    queries: active.map((filter) => facetsQuery(trpc, withoutFilter(filters, filter.key))),
  });
  const best = active
    .map((filter, index) => ({ filter, matching: counts[index]?.data?.matching ?? 0 }))
    .reduce((most, one) => (one.matching > most.matching ? one : most), { filter: active[0], matching: 0 });
  return (
    <EmptyState
      title="No remediation matches"
      actions={
        <>
          {best.filter && best.matching > 0 && (
            <Button variant="primary" onClick={() => onQuery(withoutFilter(query, best.filter?.key ?? "text"))}>
              Clear {best.filter.name.toLowerCase()}, show {best.matching.toLocaleString("en-GB")}
            </Button>
          )}
          <Button onClick={() => onQuery({})}>Clear all filters</Button>
        </>
      }
    >
      {best.filter && best.matching > 0 ? (
        <>
          <b className="font-medium text-ink">{filterWords(best.filter)}</b> hides most.{" "}
        </>
      ) : (
        active.length > 1 && "No single filter is the reason. "
      )}
      {total !== undefined && `${total.toLocaleString("en-GB")} remediations are recorded in all.`}
    </EmptyState>
  );
}
