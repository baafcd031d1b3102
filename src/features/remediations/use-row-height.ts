"use client";

import { useSyncExternalStore } from "react";
import type { Density } from "./list-view";

const PHONE = "(width < 560px)";
const HEIGHT_PX = { dense: 32, comfortable: 40 } satisfies Record<Density, number>;
const PHONE_HEIGHT_PX = 56;

/** Height of a row as the style sheet has it: `ROW_HEIGHT_CLASS` says the same to the browser before scripts run. */
export function useRowHeight(density: Density): number {
  const isPhone = useSyncExternalStore(
    watch,
    () => window.matchMedia(PHONE).matches,
    () => false,
  );
  return isPhone ? PHONE_HEIGHT_PX : HEIGHT_PX[density];
}

export const ROW_HEIGHT_CLASS = {
  dense: "[--row:32px] max-phone:[--row:56px]",
  comfortable: "[--row:40px] max-phone:[--row:56px]",
} satisfies Record<Density, string>;

function watch(onChange: () => void): () => void {
  const query = window.matchMedia(PHONE);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}
