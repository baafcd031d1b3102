"use client";

import { useCallback, useEffect, useState } from "react";

const SHOWN_MS = 5_000;

/** A few words about a key that had nothing to do; they go by themselves. */
export function useHint(): { hint: string; showHint: (words: string) => void } {
  // A new object each time, so that saying the same again starts the time anew.
  const [shown, setShown] = useState<{ words: string } | null>(null);
  const showHint = useCallback((words: string) => setShown({ words }), []);
  useEffect(() => {
    if (shown === null) return;
    const timer = setTimeout(() => setShown(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  return { hint: shown?.words ?? "", showHint };
}
