import { AppError } from "./errors";
import { writeJsonBytes } from "./json-bytes";
import { parseFailure, readCanonical } from "./json-reader";
import { hasLoneSurrogate } from "./text";

/** Deepest nesting of a payload; the payload object itself is level 1. */
export const JSON_DEPTH_MAX = 200;

export type CanonicalJson = {
  /** UTF-8; RFC 8785 key order and strings; numbers by their exact decimal value. Valid until the next call only. */
  bytes: Uint8Array;
  /** What `JSON.parse` makes of it: fit for reading, not for storing, since big numbers are rounded. */
  value: unknown;
};

/**
 * Canonical form of one JSON text: two texts have the same form exactly if `jsonb` stores them as equal values.
 * Throws VALIDATION with the path (below `path`) for what can't be stored: NUL, lone surrogates, huge numbers, deep nesting.
 */
export function canonicalJson(source: string, path = ""): CanonicalJson {
  if (isPlain(source)) {
    const value = parsePlain(source, path);
    const bytes = writeJsonBytes(value, JSON_DEPTH_MAX);
    if (bytes !== undefined) return { bytes, value };
  }
  const text = readCanonical(source, { path, depthMax: JSON_DEPTH_MAX, limits: "enforced" });
  return { bytes: Buffer.from(text), value: JSON.parse(source) };
}

/** Canonical form of stored text, which is judged and never refused: `undefined` when it isn't JSON at all. */
export function canonicalStoredJson(source: string): Uint8Array | undefined {
  try {
    const bytes = isPlain(source) ? writeJsonBytes(parsePlain(source, ""), JSON_DEPTH_MAX) : undefined;
    return bytes ?? Buffer.from(readCanonical(source, { path: "", depthMax: STORED_DEPTH_MAX, limits: "lifted" }));
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** PostgreSQL's own parser stops somewhat later; what is nested deeper was not stored through this server. */
const STORED_DEPTH_MAX = 4000;

/** A number of more than 15 digits or with an exponent, where a member or an item may stand. */
const unsafeNumber = /[:,[][\s-]*\d(?:[\d.]{15}|[\d.]*[eE])/;
/** A number that is the whole text. */
const bareNumber = /^[\s-]*\d/;
/** An escape that may be NUL or half of a surrogate pair. */
const unsafeEscape = /\\u(?:0000|[dD][89a-fA-F])/;

/** True when native parsing loses nothing and can produce nothing unstorable. False alarms only cost time. */
function isPlain(source: string): boolean {
  if (unsafeNumber.test(source) || bareNumber.test(source) || hasLoneSurrogate(source)) return false;
  return !(source.includes("\\u") && unsafeEscape.test(source));
}

function parsePlain(source: string, path: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    throw parseFailure(path, error instanceof Error ? error.message : "not valid JSON");
  }
}

/** Anything but the characters that JSON takes as they are: a quote, a backslash or a control character. */
const needsEscape = /[^ !#-[\]-\uffff]/;

/** RFC 8785 form of a string without lone surrogates, which is ECMAScript's. */
export function canonicalString(value: string): string {
  return needsEscape.test(value) ? JSON.stringify(value) : `"${value}"`;
}
