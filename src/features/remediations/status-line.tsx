"use client";

import { Button, IconButton } from "@/components/ui/button";
import { KeyboardHints } from "@/components/ui/kbd";
import { Ago } from "@/components/ui/time";
import type { useListData } from "./use-list-data";

const HINTS = [
  { keys: ["j", "k"], does: "move" },
  { keys: ["o"], does: "peek" },
  { keys: ["Enter"], does: "open" },
  { keys: ["x"], does: "select" },
  { keys: ["?"], does: "keys" },
];

type StatusLineProps = { data: ReturnType<typeof useListData>; selectedCount: number; onUnselect: () => void };

/** What is loaded and how old it is. */
export function StatusLine({ data, selectedCount, onUnselect }: StatusLineProps) {
  const { list, facets, rows } = data;
  const refresh = () => {
    void list.refetch();
    void facets.refetch();
  };
  return (
    <footer className="flex h-8 shrink-0 items-center justify-between gap-4 overflow-hidden whitespace-nowrap border-line border-t px-4 text-ink-soft text-xs">
      <span className="flex items-center gap-2">
        {list.isSuccess && (
          <span>{list.isPlaceholderData ? "reading…" : loadedWords(rows.length, list.hasNextPage)}</span>
        )}
        {selectedCount > 0 && (
          <span className="flex items-center gap-1">
            <b className="font-medium text-ink">{selectedCount} selected</b>
            <Button variant="quiet" size="sm" onClick={onUnselect}>
              Clear
            </Button>
          </span>
        )}
        {list.isSuccess && (
          <span className="flex items-center gap-1">
            <span className="max-phone:hidden">
              read <Ago at={new Date(list.dataUpdatedAt).toISOString()} />
            </span>
            <IconButton icon="refresh" size="sm" label="Read again" disabled={list.isFetching} onClick={refresh} />
          </span>
        )}
      </span>
      <KeyboardHints hints={HINTS} />
    </footer>
  );
}

function loadedWords(count: number, hasMore: boolean): string {
  const rows = `${count.toLocaleString("en-GB")} ${count === 1 ? "row" : "rows"}`;
  return hasMore ? `${rows} loaded, more below` : rows;
}
