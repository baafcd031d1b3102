import { Cursor, peek, takes } from "./cursor";
import { BACKSLASH, CLOSE_BRACE, COMMA, FALS, LETTER_E, MINUS, NULL, QUOTE, SPACE, TRUE, ZERO } from "./marks";
import { copy, ENTRY, FIELDS, SLOT, SLOTS, TEXTS } from "./memory";
import { isDigit } from "./number";
import { writeMeaning, writeText } from "./text";

/** A safe integer of more digits goes another way. */
const DIGITS_MAX: usize = 15;

/** What is known of the fields that are being read. */
export class Fields {
  static count: i32 = 0;
  /** Texts of theirs beside ASCII or with escapes. */
  static arePlain: bool = true;
  /** End of the texts that had to be written anew. */
  static textsEnd: usize = TEXTS;
  /** The last integer. */
  static integer: i64 = 0;
  /** Which field came last: most senders write them in one order. */
  static last: i32 = 0;
}

export function slotOf(field: i32): usize {
  return SLOTS + <usize>field * SLOT;
}

export function isNull(field: i32): bool {
  return load<u32>(slotOf(field)) == 0;
}

export function isEmpty(field: i32): bool {
  return load<u32>(slotOf(field), 4) == 0;
}

/** Gives a field a text, and its canonical form without quotes. */
export function setText(field: i32, text: usize, length: usize, canonical: usize, canonicalLength: usize): void {
  const slot = slotOf(field);
  store<u32>(slot, <u32>text);
  store<u32>(slot, <u32>length, 4);
  store<u32>(slot, <u32>canonical, 8);
  store<u32>(slot, <u32>canonicalLength, 12);
}

export function copyField(to: i32, from: i32): void {
  v128.store(slotOf(to), v128.load(slotOf(from)));
}

/** Whose name is next, with quotes and without escapes; -1 for any other name. Nothing is taken unless it is found. */
export function takeName(): i32 {
  const expected = following(Fields.last);
  if (isNamed(expected)) return take(expected);
  for (let field = 0; field < Fields.count; field++) if (isNamed(field)) return take(field);
  return -1;
}

/** The order that this sender wrote them in the last time. */
function following(field: i32): i32 {
  return load<u32>(FIELDS + <usize>field * ENTRY, 12);
}

function take(field: i32): i32 {
  store<u32>(FIELDS + <usize>Fields.last * ENTRY, <u32>field, 12);
  Fields.last = field;
  Cursor.at += load<u32>(FIELDS + <usize>field * ENTRY, 8);
  return field;
}

/** The closing quote is part of the name, so that no longer one is taken for it. */
function isNamed(field: i32): bool {
  const entry = FIELDS + <usize>field * ENTRY;
  const length: usize = load<u32>(entry, 8);
  const name = entry + 16;
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(Cursor.at + i) != load<u64>(name + i)) return false;
  for (; i < length; i++) if (load<u8>(Cursor.at + i) != load<u8>(name + i)) return false;
  return true;
}

export function readNull(): bool {
  if (peek() != 0x6e || load<u32>(Cursor.at) != NULL || Cursor.at + 4 > Cursor.end) return false;
  Cursor.at += 4;
  return true;
}

/** Reads a text of at most so many bytes. */
export function readText(field: i32, bytesMax: usize): bool {
  if (peek() != QUOTE) return false;
  const from = Cursor.at + 1;
  let at = from;
  let high: i32 = 0;
  for (;;) {
    const bytes = v128.load(at);
    const stops = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(<i8>QUOTE)), i8x16.eq(bytes, i8x16.splat(<i8>BACKSLASH))),
      i8x16.lt_u(bytes, i8x16.splat(<i8>SPACE)),
    );
    const mask = i8x16.bitmask(stops);
    if (mask != 0) {
      const count = ctz(mask);
      high |= i8x16.bitmask(bytes) & ((1 << count) - 1);
      at += count;
      break;
    }
    high |= i8x16.bitmask(bytes);
    at += 16;
    if (at >= Cursor.end) return false;
  }
  if (at >= Cursor.end) return false;
  const stop: u32 = load<u8>(at);
  if (stop == BACKSLASH) return readEscaped(field, bytesMax);
  if (stop != QUOTE || at - from > bytesMax) return false;
  Cursor.at = at + 1;
  if (high != 0) Fields.arePlain = false;
  setText(field, from, at - from, from, at - from);
  return true;
}

function readEscaped(field: i32, bytesMax: usize): bool {
  const from = Cursor.to;
  if (!writeText()) return false;
  const canonicalEnd = Cursor.to - 1;
  writeMeaning(from + 1, canonicalEnd);
  const canonicalLength = canonicalEnd - from - 1;
  const length = Cursor.to - canonicalEnd - 1;
  Cursor.to = from;
  if (length > bytesMax) return false;
  const canonical = keepText(from + 1, canonicalLength);
  const text = keepText(canonicalEnd + 1, length);
  Fields.arePlain = false;
  setText(field, text, length, canonical, canonicalLength);
  return true;
}

/** Keeps a text until the event is written. */
export function keepText(from: usize, length: usize): usize {
  const kept = Fields.textsEnd;
  memory.copy(kept, from, length);
  Fields.textsEnd = kept + length;
  return kept;
}

export function readBoolean(): i32 {
  const first = peek();
  if (first == 0x74 && load<u32>(Cursor.at) == TRUE && Cursor.at + 4 <= Cursor.end) {
    Cursor.at += 4;
    return 1;
  }
  const isFalse = first == 0x66 && load<u32>(Cursor.at) == FALS && load<u8>(Cursor.at, 4) == LETTER_E;
  if (!isFalse || Cursor.at + 5 > Cursor.end) return -1;
  Cursor.at += 5;
  return 0;
}

/** An integer as it is written in canonical form. */
export function readInteger(field: i32): bool {
  const isNegative = peek() == MINUS;
  const from = Cursor.at;
  let at = isNegative ? from + 1 : from;
  const start = at;
  let value: i64 = 0;
  while (isDigit(load<u8>(at))) {
    value = value * 10 + <i64>(load<u8>(at) - ZERO);
    at++;
    if (at - start > DIGITS_MAX) return false;
  }
  const isZeroAhead = load<u8>(start) == ZERO && (at > start + 1 || isNegative);
  if (at == start || isZeroAhead || at >= Cursor.end) return false;
  Cursor.at = at;
  // What goes on in another way is no integer.
  const next = peek();
  if (next != COMMA && next != CLOSE_BRACE) return false;
  setText(field, from, at - from, from, at - from);
  Fields.integer = isNegative ? -value : value;
  return true;
}
