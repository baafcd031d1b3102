import type { Row } from "./rows";
import { clamp, type Scale } from "./scale";

type Stop = { x0: number; x1: number; top: number; bottom: number };

const ROOM = 1.5;
const LIFT = 2;
const OUTSIDE = 24;

/** One outline around the critical bars with a step from lane to lane, as the `d` of an SVG path in chart coordinates. */
export function criticalPath(rows: readonly Row[], scale: Scale): string {
  const stops = stopsOf(rows, scale);
  const parts: string[] = [];
  stops.forEach((stop, index) => {
    parts.push(`M${stop.x0} ${stop.top}H${stop.x1}V${stop.bottom}H${stop.x0}Z`);
    const next = stops[index + 1];
    if (next === undefined) return;
    const isBelow = next.top >= stop.bottom;
    parts.push(`M${stop.x1} ${isBelow ? stop.bottom : stop.top}V${isBelow ? next.top : next.bottom}`);
  });
  return parts.join("");
}

/** The path lane by lane in order of time; bars that follow each other in one lane share an outline. */
function stopsOf(rows: readonly Row[], scale: Scale): Stop[] {
  const critical = rows
    .filter((row) => row.level === "lane")
    .flatMap((row) => row.bars.filter((bar) => bar.isCritical).map((bar) => ({ row, bar })))
    .sort((a, b) => a.bar.fromMs - b.bar.fromMs || a.bar.toMs - b.bar.toMs);
  const place = (ms: number) => round(clamp(scale.x(ms), -OUTSIDE, scale.width + OUTSIDE));
  const stops: (Stop & { rowId: string })[] = [];
  for (const { row, bar } of critical) {
    const x0 = place(bar.fromMs) - ROOM;
    const x1 = Math.max(place(bar.toMs), place(bar.fromMs) + 4) + ROOM;
    const last = stops.at(-1);
    if (last !== undefined && last.rowId === row.id) last.x1 = Math.max(last.x1, x1);
    else stops.push({ rowId: row.id, x0, x1, top: row.y + 8 - LIFT, bottom: row.y + 24 + LIFT });
  }
  return stops;
}

const round = (value: number) => Math.round(value * 2) / 2;
