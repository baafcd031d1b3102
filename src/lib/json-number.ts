import { exactNumber, numberGrammar, numberRefusal, writeNumber } from "./canonical-number";
import { DIGIT_0, DIGIT_9, MINUS, POINT } from "./json-marks";

/** Nothing longer is a double as ECMAScript writes it. */
export const EXACT_LENGTH_MAX = 25;

/** So many digits any double keeps. */
const DIGITS_MAX = 15;
/** A fraction with more digits than that, or that begins with more zeros, may be written with an exponent. */
const FRACTION_DIGITS_MAX = 6;

export function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte <= DIGIT_9;
}

/** Whether a byte may be part of a number. */
export function isOfNumber(byte: number): boolean {
  return isDigit(byte) || byte === POINT || byte === MINUS || byte === 0x65 || byte === 0x45 || byte === 0x2b;
}

/** A number of few digits without exponent, zeros in front or zeros at the end of a fraction is written as ECMAScript writes it. */
export function isShortNumber(source: Buffer, from: number, end: number): boolean {
  const start = source[from] === MINUS ? from + 1 : from;
  let point = end;
  for (let at = start; at < end; at++) {
    const byte = source[at] as number;
    if (isDigit(byte)) continue;
    if (byte !== POINT || point !== end) return false;
    point = at;
  }
  if (end - start > DIGITS_MAX || point === start) return false;
  if (source[start] === DIGIT_0 && point > start + 1) return false;
  if (point === end) return source[start] !== DIGIT_0 || start === from;
  return end - point <= FRACTION_DIGITS_MAX && source[end - 1] !== DIGIT_0 && point < end - 1;
}

const numberForm = new RegExp(`^${numberGrammar.source}$`);

/** A number that is written as ECMAScript writes the double that it is read as. */
export function isExactNumber(text: string): boolean {
  return numberForm.test(text) && String(Number(text)) === text;
}

/** A number in canonical form; undefined when it is none, or one that is not to be stored. */
export function canonicalNumber(text: string): string | undefined {
  if (!numberForm.test(text)) return undefined;
  const value = exactNumber(text);
  return numberRefusal(text, value) === undefined ? writeNumber(value) : undefined;
}
