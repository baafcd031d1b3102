import { AppError } from "./errors";
import { parseFailure, readCanonical } from "./json-reader";
import { hasLoneSurrogate } from "./text";

/** Deepest nesting of a payload; the payload object itself is level 1. */
export const JSON_DEPTH_MAX = 200;

export type CanonicalJson = {
  /** RFC 8785 key order and strings; numbers by their exact decimal value. */
  text: string;
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
    const text = writePlain(value, 1);
    if (text !== undefined) return { text, value };
  }
  const text = readCanonical(source, { path, depthMax: JSON_DEPTH_MAX, limits: "enforced" });
  return { text, value: JSON.parse(source) };
}

/** Canonical form of stored text, which is judged and never refused: `undefined` when it isn't JSON at all. */
export function canonicalStoredJson(source: string): string | undefined {
  try {
    const text = isPlain(source) ? writePlain(parsePlain(source, ""), 1) : undefined;
    return text ?? readCanonical(source, { path: "", depthMax: STORED_DEPTH_MAX, limits: "lifted" });
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
  return (
    !unsafeNumber.test(source) && !bareNumber.test(source) && !unsafeEscape.test(source) && !hasLoneSurrogate(source)
  );
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

/** `undefined` when the value is nested too deeply; the careful reader then finds the path. */
function writePlain(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") return canonicalString(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (depth > JSON_DEPTH_MAX) return undefined;
  return Array.isArray(value) ? writeArray(value, depth) : writeObject(value as Record<string, unknown>, depth);
}

function writeArray(items: readonly unknown[], depth: number): string | undefined {
  let out = "[";
  for (let i = 0; i < items.length; i++) {
    const item = writePlain(items[i], depth + 1);
    if (item === undefined) return undefined;
    out += i === 0 ? item : `,${item}`;
  }
  return `${out}]`;
}

function writeObject(members: Readonly<Record<string, unknown>>, depth: number): string | undefined {
  const keys = sorted(Object.keys(members));
  let out = "{";
  let separator = "";
  for (const key of keys) {
    const item = writePlain(members[key], depth + 1);
    if (item === undefined) return undefined;
    out += `${separator}${canonicalString(key)}:${item}`;
    separator = ",";
  }
  return `${out}}`;
}

const FEW_KEYS = 16;

/** By UTF-16 code units. Few keys, the rule, are sorted in place faster than by the platform. */
function sorted(keys: string[]): string[] {
  if (keys.length > FEW_KEYS) return keys.sort();
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] ?? "";
    let at = i;
    for (let before = keys[at - 1]; before !== undefined && before > key; before = keys[at - 1]) keys[at--] = before;
    keys[at] = key;
  }
  return keys;
}
