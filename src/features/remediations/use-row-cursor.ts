"use client";

import { useCallback, useState } from "react";
import type { RemediationRow } from "@/contracts/remediations";

export type RowCursor = {
  index: number;
  /** The keyboard moved the cursor and its row has not taken the focus yet. */
  isFocusWanted: boolean;
  moveTo: (index: number) => void;
  /** Sets the cursor without taking the focus, e.g. after a click. */
  place: (index: number) => void;
  onFocused: () => void;
};

type Place = { list: string; id: string | null; index: number; isFocusWanted: boolean };

const atTop = (list: string): Place => ({ list, id: null, index: 0, isFocusWanted: false });

/** The row of the keyboard. It stays on its remediation when rows come in above it, and starts anew in another list. */
export function useRowCursor(
  list: string,
  rows: readonly RemediationRow[],
  onMove: (index: number) => unknown,
): RowCursor {
  const [stored, setPlace] = useState<Place>(() => atTop(list));
  const place = stored.list === list ? stored : atTop(list);
  const found = place.id === null ? -1 : rows.findIndex((row) => row.correlationId === place.id);
  const index = found >= 0 ? found : Math.min(place.index, Math.max(0, rows.length - 1));

  const set = useCallback(
    (wanted: number, isFocusWanted: boolean) => {
      const next = Math.max(0, Math.min(rows.length - 1, wanted));
      setPlace({ list, id: rows[next]?.correlationId ?? null, index: next, isFocusWanted });
      if (isFocusWanted) onMove(next);
    },
    [list, rows, onMove],
  );
  const moveTo = useCallback((wanted: number) => set(wanted, true), [set]);
  const placeAt = useCallback((wanted: number) => set(wanted, false), [set]);
  const onFocused = useCallback(() => setPlace((now) => ({ ...now, isFocusWanted: false })), []);
  return { index, isFocusWanted: place.isFocusWanted, moveTo, place: placeAt, onFocused };
}
