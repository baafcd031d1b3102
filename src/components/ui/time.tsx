"use client";

import { formatAgo } from "@/lib/ago";
import { formatTime, type TimeStyle } from "@/lib/zone-time";
import { useNow } from "./use-now";
import { useZone } from "./use-zone";

type TimeProps = { at: string; style?: Exclude<TimeStyle, "exact">; className?: string };

/** A moment in the page's zone. Hover tells it to the microsecond with its offset. */
export function Time({ at, style = "full", className }: TimeProps) {
  const zone = useZone();
  return (
    <time dateTime={at} title={formatTime(at, zone, "exact")} className={className}>
      {formatTime(at, zone, style)}
    </time>
  );
}

/** How long ago a moment was; the exact value is its title. */
export function Ago({ at, className }: { at: string; className?: string }) {
  const zone = useZone();
  const now = useNow();
  // Server and browser read their own clocks a moment apart, so the words may differ by one second.
  return (
    <time dateTime={at} title={formatTime(at, zone, "exact")} className={className} suppressHydrationWarning>
      {formatAgo(Date.parse(at), now)}
    </time>
  );
}
