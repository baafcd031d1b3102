import { Cursor, pass, peek } from "./cursor";
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  FALS,
  LETTER_E,
  MINUS,
  NULL,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  TRUE,
} from "./marks";
import { compareKeys, Marks, mark, orderMembers } from "./members";
import { isDigit, writeNumber } from "./number";
import { writeKey, writeText } from "./text";

/** Lengths of the keys, with quotes, of the payload's fields that are indexed. */
const INDEXED_MIN: usize = 27;
const INDEXED_MAX: usize = 28;

/** What is known of the value that is being written. */
export class Value {
  /** It is left out, so that the order of its members is nobody's concern. */
  static isLeftOut: bool = false;
  /** A key in it is as long as those whose values have little room. */
  static mayBeIndexed: bool = false;
}

/** Writes the next value in canonical form; false when it is refused. */
export function writeValue(depthLeft: i32): bool {
  const first = peek();
  if (first == QUOTE) return writeText();
  if (first == OPEN_BRACE) return depthLeft > 0 && writeObject(depthLeft);
  if (first == OPEN_BRACKET) return depthLeft > 0 && writeArray(depthLeft);
  if (first == MINUS || isDigit(first)) return writeNumber();
  if (first == 0x74) return writeWord(TRUE, 4); // true
  if (first == 0x6e) return writeWord(NULL, 4); // null
  if (first == 0x66 && load<u8>(Cursor.at, 4) == LETTER_E) return writeWord(FALS, 5); // false
  return false;
}

function writeWord(letters: u32, length: usize): bool {
  if (load<u32>(Cursor.at) != letters || Cursor.at + length > Cursor.end) return false;
  store<u64>(Cursor.to, load<u64>(Cursor.at));
  Cursor.at += length;
  Cursor.to += length;
  return true;
}

function writeArray(depthLeft: i32): bool {
  pass(OPEN_BRACKET);
  if (peek() == CLOSE_BRACKET) {
    pass(CLOSE_BRACKET);
    return true;
  }
  let next: u32 = COMMA;
  while (next == COMMA) {
    if (!writeValue(depthLeft - 1)) return false;
    next = peek();
    if (next != COMMA && next != CLOSE_BRACKET) return false;
    pass(next);
  }
  return true;
}

function writeObject(depthLeft: i32): bool {
  pass(OPEN_BRACE);
  if (peek() == CLOSE_BRACE) {
    pass(CLOSE_BRACE);
    return true;
  }
  const from = Marks.end;
  let isOrdered = true;
  let last: usize = 0;
  for (;;) {
    const start = Cursor.to;
    if (peek() != QUOTE || !writeKey()) return false;
    const length = Cursor.to - start;
    if (length >= INDEXED_MIN && length <= INDEXED_MAX) Value.mayBeIndexed = true;
    if (peek() != COLON) return false;
    pass(COLON);
    if (!writeValue(depthLeft - 1)) return false;
    if (!Value.isLeftOut) {
      mark(start, Cursor.to);
      if (isOrdered && last != 0) isOrdered = compareKeys(last, start) < 0;
      last = start;
    }
    const next = peek();
    if (next != COMMA && next != CLOSE_BRACE) return false;
    pass(next);
    if (next == CLOSE_BRACE) break;
  }
  if (!isOrdered && !orderMembers(from)) return false;
  Marks.end = from;
  return true;
}
