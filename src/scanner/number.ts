import { Cursor } from "./cursor";
import { MINUS, POINT, ZERO } from "./marks";

/** Asks whether a number is written as ECMAScript writes the double that it is read as. */
declare function isExact(from: usize, length: usize): bool;

/** Writes a number in canonical form over itself; gives its new length, or 0 when it is refused. */
declare function rewrite(from: usize, length: usize): usize;

/** Nothing longer is a double as ECMAScript writes it. */
const EXACT_LENGTH_MAX: usize = 25;
/** So many digits any double keeps. */
const DIGITS_MAX: usize = 15;
/** A fraction with more digits than that, or that begins with more zeros, may be written with an exponent. */
const FRACTION_DIGITS_MAX: usize = 6;

/** What becomes of a number in another form than the canonical one. */
export class Numbers {
  static areRewritten: bool = false;
}

export function isDigit(byte: u32): bool {
  return byte - ZERO < 10;
}

function isOfNumber(byte: u32): bool {
  return isDigit(byte) || byte == POINT || byte == MINUS || byte == 0x65 || byte == 0x45 || byte == 0x2b;
}

export function writeNumber(): bool {
  const from = Cursor.to;
  let at = Cursor.at;
  let to = from;
  const end = min(Cursor.end, at + EXACT_LENGTH_MAX);
  while (at < end && isOfNumber(load<u8>(at))) store<u8>(to++, load<u8>(at++));
  if (at == end && isOfNumber(load<u8>(end))) return false;
  Cursor.at = at;
  Cursor.to = to;
  if (isShort(from, to) || isExact(from, to - from)) return true;
  if (!Numbers.areRewritten) return false;
  const length = rewrite(from, to - from);
  Cursor.to = from + length;
  return length > 0;
}

/** A number of few digits without exponent, zeros in front or zeros at the end of a fraction is written as ECMAScript writes it. */
function isShort(from: usize, end: usize): bool {
  const start = load<u8>(from) == <u8>MINUS ? from + 1 : from;
  let point = end;
  for (let at = start; at < end; at++) {
    const byte: u32 = load<u8>(at);
    if (isDigit(byte)) continue;
    if (byte != POINT || point != end) return false;
    point = at;
  }
  if (end - start > DIGITS_MAX || point == start) return false;
  const first: u32 = load<u8>(start);
  if (first == ZERO && point > start + 1) return false;
  if (point == end) return first != ZERO || start == from;
  return end - point <= FRACTION_DIGITS_MAX && load<u8>(end - 1) != <u8>ZERO && point < end - 1;
}
