"use client";

import { useSearchParams } from "next/navigation";
import { isTimeZone, UTC } from "@/lib/zone-time";

/** The zone in which the page shows times: `?tz=`, else UTC. */
export function useZone(): string {
  const zone = useSearchParams().get("tz");
  return zone && isTimeZone(zone) ? zone : UTC;
}
