import { AppError } from "@/lib/errors";

const UNIT_MS: Record<string, number> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  ns: 0.000_001,
};
const GO_DURATION = /^([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|us|µs|ns|m|s))+$/;
const DAYS = /^(\d+(?:\.\d+)?)d$/;
const ZONELESS = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2})?$/;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

/**
 * A moment as existing clients write it, as RFC 3339 UTC text: `7d`, a Go duration before now (`1h30m`),
 * RFC 3339, or a date with or without time, read as UTC. Anything else is a VALIDATION error that names the parameter.
 */
export function parseTimeExpression(value: string, parameter: string, now: Date): string {
  const days = DAYS.exec(value)?.[1];
  if (days !== undefined) return before(now, Number(days) * 86_400_000, parameter);
  if (GO_DURATION.test(value)) return before(now, goDurationMs(value), parameter);
  if (RFC3339.test(value) && isRealDate(value)) return value;
  if (ZONELESS.test(value) && isRealDate(value)) return `${value.length === 10 ? `${value}T00:00:00` : value}Z`;
  throw invalid(parameter);
}

function goDurationMs(value: string): number {
  const sign = value.startsWith("-") ? -1 : 1;
  let total = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d*)?|\.\d+)(h|ms|us|µs|ns|m|s)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
  }
  return sign * total;
}

function before(now: Date, milliseconds: number, parameter: string): string {
  const moment = new Date(now.getTime() - milliseconds);
  if (Number.isNaN(moment.getTime())) throw invalid(parameter);
  return moment.toISOString();
}

/** Date.parse rolls 30 February over to March; a real date keeps its day. */
function isRealDate(value: string): boolean {
  const day = value.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day) && !Number.isNaN(Date.parse(value));
}

function invalid(parameter: string): AppError {
  const message = "must be RFC 3339, a date, a Go duration (24h, 1h30m) or days (7d)";
  return new AppError("VALIDATION", `${parameter} ${message}`, {
    fieldErrors: [{ path: parameter, message }],
    extensions: { resource: "query parameters" },
  });
}
