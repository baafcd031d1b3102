/** A moment as the store keeps it: RFC 3339 UTC with exactly six fraction digits, e.g. `2026-03-04T12:00:00.500000Z`. */
export type Timestamp = string;

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))$/;
const YEAR_MIN = 1970;
const YEAR_MAX = 9999;

/**
 * Any RFC 3339 time with a zone, in UTC, cut (never rounded) to microseconds; undefined when it isn't one.
 * A leap second becomes the last microsecond before it, so that it stays on its day.
 */
export function parseTimestamp(text: string): Timestamp | undefined {
  return readUtc(text) ?? readAny(text);
}

const utc =
  /^(?:19[7-9]\d|[2-9]\d{3})-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d+)?Z$/;

/** What almost every sender writes: UTC, and any day but the 29th of February. It needs no calendar. */
function readUtc(text: string): Timestamp | undefined {
  if (!utc.test(text)) return undefined;
  const fraction = text.length === 20 ? "000000" : text.slice(20, -1).slice(0, 6).padEnd(6, "0");
  return `${text.slice(0, 19)}.${fraction}Z`;
}

function readAny(text: string): Timestamp | undefined {
  const parts = rfc3339.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((index) => Number(parts[index])) as Six;
  const isLeapSecond = second === 60;
  if (hour > 23 || minute > 59 || second > 60 || !isDay(year, month, day)) return undefined;
  const offset = offsetMinutes(parts);
  if (offset === undefined) return undefined;

  const ms = Date.UTC(year, month - 1, day, hour, minute - offset, isLeapSecond ? 59 : second);
  const utc = new Date(ms);
  if (isLeapSecond && !(utc.getUTCHours() === 23 && utc.getUTCMinutes() === 59)) return undefined;
  if (Number.isNaN(ms) || utc.getUTCFullYear() < YEAR_MIN || utc.getUTCFullYear() > YEAR_MAX) return undefined;
  const fraction = isLeapSecond ? "999999" : (parts[7] ?? "").slice(0, 6).padEnd(6, "0");
  return `${utc.toISOString().slice(0, 19)}.${fraction}Z`;
}

type Six = [number, number, number, number, number, number];

function offsetMinutes(parts: RegExpExecArray): number | undefined {
  if (parts[8] !== undefined) return 0;
  const hours = Number(parts[10]);
  const minutes = Number(parts[11]);
  if (hours > 23 || minutes > 59) return undefined;
  return (parts[9] === "-" ? -1 : 1) * (hours * 60 + minutes);
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < YEAR_MIN - 1 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function toTimestamp(moment: Date): Timestamp {
  return `${moment.toISOString().slice(0, 23)}000Z`;
}

let knownDay = "";
let knownDayMs = Number.NaN;

/** Milliseconds of a stored moment; its microseconds are cut. Most moments that are asked for lie on one day. */
export function timestampMs(timestamp: Timestamp): number {
  if (knownDay === "" || !timestamp.startsWith(knownDay)) {
    knownDay = timestamp.slice(0, 10);
    knownDayMs = Date.parse(`${knownDay}T00:00:00Z`);
  }
  const seconds = (two(timestamp, 11) * 60 + two(timestamp, 14)) * 60 + two(timestamp, 17);
  return knownDayMs + seconds * 1000 + two(timestamp, 20) * 10 + timestamp.charCodeAt(22) - 48;
}

function two(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

/** The UTC day of a stored moment, which is its partition key. */
export function dateOf(timestamp: Timestamp): string {
  return timestamp.slice(0, 10);
}

export function addDays(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

export function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return parts !== null && isDay(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}
