/** Moments in a chosen time zone. The words do not depend on the ICU version, so server and browser agree. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

export const UTC = "UTC";

/** `list` 4 Jun 20:21 · `clock` 20:21:13 · `full` 4 Jun 2026, 20:21:13 · `exact` 2026-06-04 20:21:13.123456 UTC+00:00 */
export type TimeStyle = "list" | "clock" | "full" | "date" | "exact";

export function formatTime(at: string, zone: string, style: TimeStyle): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  const part = partsIn(moment, zone);
  const month = MONTHS[Number(part.month) - 1] ?? part.month;
  const clock = `${part.hour}:${part.minute}:${part.second}`;
  switch (style) {
    case "list":
      return `${Number(part.day)} ${month} ${part.hour}:${part.minute}`;
    case "clock":
      return clock;
    case "date":
      return `${Number(part.day)} ${month} ${part.year}`;
    case "full":
      return `${Number(part.day)} ${month} ${part.year}, ${clock}`;
    case "exact":
      return `${part.year}-${part.month}-${part.day} ${clock}${fractionOf(at)} ${formatOffset(at, zone)}`;
  }
}

/** The offset of a zone at a moment: `UTC+02:00`. */
export function formatOffset(at: string, zone: string): string {
  const parts = formatter(zone, "offset").formatToParts(new Date(at));
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const offset = name.replace("GMT", "");
  return `UTC${offset === "" ? "+00:00" : offset}`;
}

export function isTimeZone(zone: string): boolean {
  try {
    formatter(zone, "parts");
    return true;
  } catch {
    // Intl throws a RangeError for a name that it does not know.
    return false;
  }
}

/** Fraction digits as written: a Date keeps milliseconds only. */
function fractionOf(at: string): string {
  return /\.\d+/.exec(at)?.[0] ?? "";
}

type Parts = Record<"year" | "month" | "day" | "hour" | "minute" | "second", string>;

function partsIn(moment: Date, zone: string): Parts {
  const parts: Parts = { year: "", month: "", day: "", hour: "", minute: "", second: "" };
  for (const { type, value } of formatter(zone, "parts").formatToParts(moment)) {
    if (type in parts) parts[type as keyof Parts] = value;
  }
  return parts;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, use: "parts" | "offset"): Intl.DateTimeFormat {
  const key = `${use} ${zone}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    ...(use === "offset"
      ? { timeZoneName: "longOffset" }
      : {
          year: "numeric",
          month: "2-digit",
          day: "2-digit",
          hour: "2-digit",
          minute: "2-digit",
          second: "2-digit",
          hourCycle: "h23",
        }),
  });
  // Zone names come from the address bar, so the cache must not grow with them.
  if (formatters.size < 64) formatters.set(key, made);
  return made;
}
