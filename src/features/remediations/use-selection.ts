"use client";

import { useCallback, useMemo, useState } from "react";
import type { RemediationRow } from "@/contracts/remediations";

export type Selection = {
  ids: ReadonlySet<string>;
  count: number;
  toggle: (correlationId: string) => void;
  toggleAll: () => void;
  clear: () => void;
};

const NONE: ReadonlySet<string> = new Set();

/** Rows chosen for what is done to several at once. Rows that a filter takes away leave the choice. */
export function useSelection(rows: readonly RemediationRow[]): Selection {
  const [chosen, setChosen] = useState(NONE);
  const ids = useMemo(
    () => new Set(rows.map((row) => row.correlationId).filter((id) => chosen.has(id))),
    [rows, chosen],
  );
  const toggle = useCallback((id: string) => {
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  const toggleAll = useCallback(() => {
    setChosen((before) =>
      rows.every((row) => before.has(row.correlationId)) ? NONE : new Set(rows.map((row) => row.correlationId)),
    );
  }, [rows]);
  const clear = useCallback(() => setChosen(NONE), []);
  return useMemo(() => ({ ids, count: ids.size, toggle, toggleAll, clear }), [ids, toggle, toggleAll, clear]);
}
