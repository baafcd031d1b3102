"use client";

import { isTimeZone, UTC } from "@/lib/zone-time";
import { useSearch } from "./use-search";

/** The zone in which the page shows times: `?tz=`, else UTC. */
export function useZone(): string {
  const zone = useSearch().get("tz");
  return zone && isTimeZone(zone) ? zone : UTC;
}
