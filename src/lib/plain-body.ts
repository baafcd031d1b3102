/** Larger bodies are taken apart piece by piece, so that their parsed form never stands in memory as a whole. */
const LENGTH_MAX = 2 * 1024 * 1024;

/**
 * Parses a body natively if that loses nothing: every number in it is written as ECMAScript writes it, and no escape makes
 * a text that can't be stored. Undefined otherwise, and for what isn't JSON; false alarms only cost time.
 * `text` was UTF-8, so that half of a surrogate pair can only come of an escape.
 */
export function parsePlainBody(text: string): unknown {
  if (text.length > LENGTH_MAX || !startsNested(text) || hasUnsafeText(text) || !hasExactNumbers(text))
    return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function startsNested(text: string): boolean {
  const first = text.trimStart()[0];
  return first === "{" || first === "[";
}

/** An escape that may be NUL or half of a surrogate pair. */
const unsafeEscape = /\\u(?:0000|[dD][89a-fA-F])/;

function hasUnsafeText(text: string): boolean {
  return text.includes("\\u") && unsafeEscape.test(text);
}

/** Where a member or an item may stand: a number with a fraction, an exponent or more than 15 digits. */
const longNumber = /[:,[][ \t\r\n]*(-?(?:\d{16,}|\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)))(?=[ \t\r\n]*[,}\]])/g;

function hasExactNumbers(text: string): boolean {
  longNumber.lastIndex = 0;
  for (let found = longNumber.exec(text); found !== null; found = longNumber.exec(text)) {
    if (String(Number(found[1])) !== found[1]) return false;
  }
  return true;
}
