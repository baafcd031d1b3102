/** Where the writer assembles its bytes. One writer at a time: nothing waits between the first byte and the last. */
let bytes = Buffer.alloc(64 * 1024);
let at = 0;

/**
 * Canonical JSON of a parsed value whose numbers are exact, in UTF-8: written byte by byte, which costs half of building a
 * text first. The result is a view that the next call overwrites; undefined when the value is nested too deeply.
 */
export function writeJsonBytes(value: unknown, depthMax: number): Buffer | undefined {
  at = 0;
  return write(value, depthMax) ? bytes.subarray(0, at) : undefined;
}

function write(value: unknown, depthLeft: number): boolean {
  if (typeof value === "string") {
    writeString(value);
    return true;
  }
  if (typeof value !== "object" || value === null) {
    writeAscii(String(value));
    return true;
  }
  if (depthLeft === 0) return false;
  return Array.isArray(value) ? writeArray(value, depthLeft) : writeObject(value as Record<string, unknown>, depthLeft);
}

function writeArray(items: readonly unknown[], depthLeft: number): boolean {
  writeByte(OPEN_BRACKET);
  for (let i = 0; i < items.length; i++) {
    if (i > 0) writeByte(COMMA);
    if (!write(items[i], depthLeft - 1)) return false;
  }
  writeByte(CLOSE_BRACKET);
  return true;
}

function writeObject(members: Readonly<Record<string, unknown>>, depthLeft: number): boolean {
  const keys = sorted(Object.keys(members));
  writeByte(OPEN_BRACE);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? "";
    if (i > 0) writeByte(COMMA);
    writeString(key);
    writeByte(COLON);
    if (!write(members[key], depthLeft - 1)) return false;
  }
  writeByte(CLOSE_BRACE);
  return true;
}

const COMMA = 44;
const COLON = 58;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const SHORT_MAX = 40;

/** Anything but the characters that JSON takes as they are. */
const needsEscape = /[^ !#-[\]-\uffff]/;

function writeString(value: string): void {
  reserve(value.length * 3 + 2);
  if (value.length <= SHORT_MAX && writeShort(value)) return;
  if (needsEscape.test(value)) {
    const escaped = JSON.stringify(value);
    reserve(escaped.length * 3);
    at += bytes.write(escaped, at);
  } else {
    bytes[at++] = QUOTE;
    at += bytes.write(value, at);
    bytes[at++] = QUOTE;
  }
}

/** False, and nothing written, when a character isn't plain ASCII. */
function writeShort(value: string): boolean {
  const start = at;
  bytes[at++] = QUOTE;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) {
      at = start;
      return false;
    }
    bytes[at++] = code;
  }
  bytes[at++] = QUOTE;
  return true;
}

function writeAscii(text: string): void {
  reserve(text.length);
  for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
}

function writeByte(byte: number): void {
  if (at === bytes.length) reserve(1);
  bytes[at++] = byte;
}

function reserve(count: number): void {
  if (at + count <= bytes.length) return;
  const larger = Buffer.alloc(Math.max(bytes.length * 2, at + count));
  bytes.copy(larger, 0, 0, at);
  bytes = larger;
}

const FEW_KEYS = 16;

/** By UTF-16 code units. Few keys, the rule, are sorted in place faster than by the platform. */
function sorted(keys: string[]): string[] {
  if (keys.length > FEW_KEYS) return keys.sort();
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] ?? "";
    let slot = i;
    for (let before = keys[slot - 1]; before !== undefined && before > key; before = keys[slot - 1])
      keys[slot--] = before;
    keys[slot] = key;
  }
  return keys;
}
