"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";

/** What the last render had, for listeners that outlive it. */
export function useLatest<Value>(value: Value): RefObject<Value> {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}
