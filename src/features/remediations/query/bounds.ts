import { parseTimestamp } from "@/lib/time";
import type { Query } from "./query";

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const UNIT_WORDS = { m: "min", h: "h", d: "d" } as const;

const RELATIVE = /^-(\d{1,5})([mhd])$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const SHORT_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(Z|[+-]\d\d:\d\d)$/;

export function isBound(text: string): boolean {
  return RELATIVE.test(text) || absolute(text) !== undefined;
}

/** `-24h` as people say it: `24 h ago`. */
export function boundWords(text: string): string {
  const relative = RELATIVE.exec(text);
  if (!relative) return text;
  return `${relative[1]} ${UNIT_WORDS[relative[2] as keyof typeof UNIT_WORDS]} ago`;
}

/** The query with its bounds as moments, seen from `now`. */
export function resolveBounds(query: Query, now: number): Query {
  const { since, until, ...rest } = query;
  return {
    ...rest,
    ...(since === undefined ? {} : { since: moment(since, now) }),
    ...(until === undefined ? {} : { until: moment(until, now) }),
  };
}

function moment(text: string, now: number): string {
  const relative = RELATIVE.exec(text);
  if (!relative) return absolute(text) ?? text;
  const back = Number(relative[1]) * UNIT_MS[relative[2] as keyof typeof UNIT_MS];
  return new Date(now - back).toISOString();
}

/** A day means its first moment in UTC; seconds may be left out. */
function absolute(text: string): string | undefined {
  if (DATE.test(text)) return parseTimestamp(`${text}T00:00:00Z`);
  return parseTimestamp(text.replace(SHORT_TIME, "$1:00$2"));
}
