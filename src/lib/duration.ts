const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration as people say it, in at most two units: `113 ms`, `5 s`, `2 min 45 s`, `1 h 5 min`, `3 d 2 h`. */
export function humanDuration(ms: number): string {
  if (!Number.isFinite(ms)) return "unknown";
  if (ms < 0) return `−${humanDuration(-ms)}`;
  if (ms === 0) return "0 s";
  if (Math.round(ms) < SECOND) return `${Math.max(Math.round(ms), 1)} ms`;
  const toSecond = Math.round(ms / SECOND) * SECOND;
  if (toSecond < HOUR) return pair(toSecond, [MINUTE, "min"], [SECOND, "s"]);
  const toMinute = Math.round(ms / MINUTE) * MINUTE;
  if (toMinute < DAY) return pair(toMinute, [HOUR, "h"], [MINUTE, "min"]);
  return pair(Math.round(ms / HOUR) * HOUR, [DAY, "d"], [HOUR, "h"]);
}

/** The exact value behind `humanDuration`, in seconds: `481.193 s`. */
export function exactDuration(ms: number): string {
  return Number.isFinite(ms) ? `${Math.round(ms * SECOND) / (SECOND * SECOND)} s` : "unknown";
}

/** Position on a time axis: `0:04`, `2:46`, `1:02:05`. Parts of a second are cut, so a label never runs ahead. */
export function clockOffset(ms: number): string {
  if (!Number.isFinite(ms)) return "unknown";
  if (ms < 0) return `−${clockOffset(-ms)}`;
  const seconds = Math.floor(ms / SECOND);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const GO_UNITS: ReadonlyMap<string, number> = new Map([
  ["h", HOUR],
  ["m", MINUTE],
  ["s", SECOND],
  ["ms", 1],
  ["us", 1e-3],
  ["µs", 1e-3],
  ["ns", 1e-6],
]);

/** Milliseconds of a duration as Go writes it (`1h0m0s`, `2m32s`, `113ms`); undefined when it isn't one. */
export function parseGoDuration(text: string): number | undefined {
  if (text === "0") return 0;
  if (text.length > 64 || !/^-?(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|ns))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, value, unit] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g)) {
    total += Number(value) * (GO_UNITS.get(unit ?? "") ?? 0);
  }
  return text.startsWith("-") ? -total : total;
}

type Unit = readonly [size: number, name: string];

function pair(ms: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const count = Math.floor(ms / large);
  const rest = Math.round((ms - count * large) / small);
  const parts = [count > 0 ? `${count} ${largeName}` : "", rest > 0 ? `${rest} ${smallName}` : ""];
  return parts.filter(Boolean).join(" ");
}
