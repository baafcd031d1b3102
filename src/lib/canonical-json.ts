import { AppError } from "./errors";
import { readCanonical } from "./json-reader";
import { scanCanonical } from "./scanner";
import { hasLoneSurrogate } from "./text";

/** Deepest nesting of a payload; the payload object itself is level 1. */
export const JSON_DEPTH_MAX = 200;

/**
 * Canonical form of one JSON text, in UTF-8: RFC 8785 key order and strings, numbers by their exact decimal value. Two texts
 * have the same form exactly if `jsonb` stores them as equal values.
 * Throws VALIDATION with the path (below `path`) for what can't be stored: NUL, lone surrogates, huge numbers, deep nesting.
 */
export function canonicalJson(source: string, path = ""): Buffer {
  const options = { path, depthMax: JSON_DEPTH_MAX, limits: "enforced" } as const;
  return scan(source) ?? Buffer.from(readCanonical(source, options));
}

/** Canonical form of stored text, which is judged and never refused: `undefined` when it isn't JSON at all. */
export function canonicalStoredJson(source: string): Buffer | undefined {
  try {
    const options = { path: "", depthMax: STORED_DEPTH_MAX, limits: "lifted" } as const;
    return scan(source) ?? Buffer.from(readCanonical(source, options));
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** PostgreSQL's own parser stops somewhat later; what is nested deeper was not stored through this server. */
const STORED_DEPTH_MAX = 4000;

/** The fast way, for what has neither very unusual numbers nor unusual text in it. */
function scan(source: string): Buffer | undefined {
  return hasLoneSurrogate(source) ? undefined : scanCanonical(source, { depthMax: JSON_DEPTH_MAX, numbers: "any" });
}

/** Anything but the characters that JSON takes as they are: a quote, a backslash or a control character. */
const needsEscape = /[^ !#-[\]-\uffff]/;

/** RFC 8785 form of a string without lone surrogates, which is ECMAScript's. */
export function canonicalString(value: string): string {
  return needsEscape.test(value) ? JSON.stringify(value) : `"${value}"`;
}
