import { Cursor, put } from "./cursor";
import { BACKSLASH, QUOTE, SPACE } from "./marks";

/** From this first byte on the order of UTF-8 differs from that of UTF-16 code units. */
const DIFFERENT_ORDER: i8 = <i8>0xee;

/** Writes bytes of a text up to its quote, an escape or what no text may hold; nothing is said about where that is. */
function copyPlain(): void {
  let at = Cursor.at;
  let to = Cursor.to;
  for (;;) {
    const bytes = v128.load(at);
    v128.store(to, bytes);
    const stops = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(<i8>QUOTE)), i8x16.eq(bytes, i8x16.splat(<i8>BACKSLASH))),
      i8x16.lt_u(bytes, i8x16.splat(<i8>SPACE)),
    );
    const mask = i8x16.bitmask(stops);
    if (mask != 0) {
      const count: usize = ctz(mask);
      Cursor.at = at + count;
      Cursor.to = to + count;
      return;
    }
    at += 16;
    to += 16;
    if (at >= Cursor.end) {
      Cursor.at = at;
      Cursor.to = to;
      return;
    }
  }
}

/** Writes the text whose quote is next in canonical form; false when it is refused. */
export function writeText(): bool {
  Cursor.at++;
  put(QUOTE);
  copyPlain();
  while (Cursor.at < Cursor.end) {
    const byte: u32 = load<u8>(Cursor.at++);
    if (byte == QUOTE) {
      put(QUOTE);
      return true;
    }
    if (byte != BACKSLASH || !writeEscape()) return false;
    copyPlain();
  }
  return false;
}

/** A key without escapes, and of characters that are ordered alike in every encoding. */
export function writeKey(): bool {
  const from = Cursor.to;
  Cursor.at++;
  put(QUOTE);
  copyPlain();
  if (Cursor.at >= Cursor.end || load<u8>(Cursor.at) != <u8>QUOTE) return false;
  Cursor.at++;
  put(QUOTE);
  for (let place = from; place < Cursor.to; place += 16) {
    const mask = i8x16.bitmask(i8x16.ge_u(v128.load(place), i8x16.splat(DIFFERENT_ORDER)));
    if (mask != 0 && place + ctz(mask) < Cursor.to) return false;
  }
  return true;
}

function writeEscape(): bool {
  const escaped: u32 = load<u8>(Cursor.at++);
  switch (escaped) {
    case 0x75: // u
      return writeCodeUnit();
    case 0x2f: // a slash needs no escape
      put(escaped);
      return true;
    case QUOTE:
    case BACKSLASH:
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      put(BACKSLASH);
      put(escaped);
      return true;
    default:
      return false;
  }
}

/** What follows `\u`; neither NUL nor half of a surrogate pair. */
function writeCodeUnit(): bool {
  const read = codeUnit();
  if (read <= 0 || (read >= 0xd800 && read <= 0xdfff)) return false;
  const unit: u32 = read;
  if (unit == QUOTE || unit == BACKSLASH) {
    put(BACKSLASH);
    put(unit);
  } else if (unit < SPACE) writeControl(unit);
  else writeUtf8(unit);
  return true;
}

/** Of four hexadecimal digits; -1 when they are none. */
function codeUnit(): i32 {
  let unit: i32 = 0;
  for (let i = 0; i < 4; i++) {
    const byte: i32 = load<u8>(Cursor.at++);
    const letter = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) unit = unit * 16 + byte - 0x30;
    else if (letter >= 0x61 && letter <= 0x66) unit = unit * 16 + letter - 0x61 + 10;
    else return -1;
  }
  return unit;
}

function writeControl(unit: u32): void {
  put(BACKSLASH);
  if (unit == 8) put(0x62);
  else if (unit == 9) put(0x74);
  else if (unit == 10) put(0x6e);
  else if (unit == 12) put(0x66);
  else if (unit == 13) put(0x72);
  else {
    put(0x75);
    put(0x30);
    put(0x30);
    put(hexDigit(unit >> 4));
    put(hexDigit(unit & 15));
  }
}

function hexDigit(value: u32): u32 {
  return value < 10 ? 0x30 + value : 0x61 + value - 10;
}

function writeUtf8(unit: u32): void {
  if (unit < 0x80) {
    put(unit);
    return;
  }
  if (unit < 0x800) put(0xc0 | (unit >> 6));
  else {
    put(0xe0 | (unit >> 12));
    put(0x80 | ((unit >> 6) & 0x3f));
  }
  put(0x80 | (unit & 0x3f));
}

/** Writes what a text in canonical form says, without its quotes. */
export function writeMeaning(from: usize, end: usize): void {
  let at = from;
  while (at < end) {
    const byte: u32 = load<u8>(at++);
    if (byte != BACKSLASH) {
      put(byte);
      continue;
    }
    const escaped: u32 = load<u8>(at++);
    if (escaped == 0x75) {
      const resume = Cursor.at;
      Cursor.at = at;
      put(codeUnit());
      Cursor.at = resume;
      at += 4;
    } else put(meaningOf(escaped));
  }
}

function meaningOf(escaped: u32): u32 {
  if (escaped == 0x62) return 8;
  if (escaped == 0x74) return 9;
  if (escaped == 0x6e) return 10;
  if (escaped == 0x66) return 12;
  if (escaped == 0x72) return 13;
  return escaped;
}
