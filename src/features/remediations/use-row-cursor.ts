"use client";

import { useCallback, useState } from "react";
import type { RemediationRow } from "@/contracts/remediations";

export type RowCursor = {
  index: number;
  /** The keyboard moved the cursor, so the row takes the focus. */
  isFocusWanted: boolean;
  moveTo: (index: number) => void;
  /** Sets the cursor without taking the focus, e.g. after a click. */
  place: (index: number) => void;
};

type Place = { id: string | null; index: number; isFocusWanted: boolean };

/** The row of the keyboard. It stays on its remediation when rows come in above it. */
export function useRowCursor(rows: readonly RemediationRow[], onMove: (index: number) => unknown): RowCursor {
  const [place, setPlace] = useState<Place>({ id: null, index: 0, isFocusWanted: false });
  const found = place.id === null ? -1 : rows.findIndex((row) => row.correlationId === place.id);
  const index = found >= 0 ? found : Math.min(place.index, Math.max(0, rows.length - 1));

  const set = useCallback(
    (wanted: number, isFocusWanted: boolean) => {
      const next = Math.max(0, Math.min(rows.length - 1, wanted));
      setPlace({ id: rows[next]?.correlationId ?? null, index: next, isFocusWanted });
      if (isFocusWanted) onMove(next);
    },
    [rows, onMove],
  );
  const moveTo = useCallback((wanted: number) => set(wanted, true), [set]);
  const placeAt = useCallback((wanted: number) => set(wanted, false), [set]);
  return { index, isFocusWanted: place.isFocusWanted, moveTo, place: placeAt };
}
