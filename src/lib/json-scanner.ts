import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DIGIT_0,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from "./json-marks";
import { canonicalNumber, EXACT_LENGTH_MAX, isDigit, isExactNumber, isOfNumber, isShortNumber } from "./json-number";
import type { KeyTable } from "./key-table";
import { compareKeys, MARK, orderMembers } from "./member-order";

const SPACE = 0x20;

/** From this first byte on the order of UTF-8 differs from that of UTF-16 code units. */
const DIFFERENT_ORDER = 0xee;
let marks = new Int32Array(48 * MARK);

/**
 * Reads JSON from UTF-8 bytes and writes values of it in canonical form, without making anything of them: no number passes
 * through a double, and nothing is left to collect. It takes what can be written down as it stands, which is almost all that
 * senders write. Whatever is wrong, or only unusual, it refuses: then another reader has to look. After a refusal it is
 * of no more use.
 */
export class JsonScanner {
  private at = 0;
  private readonly target: Buffer;
  private written = 0;
  private marksEnd = 0;
  /** Nothing is read from there on: where the value that is being read becomes too long. */
  private end: number;
  /** Whether the value that is being read is left out, so that the order of its members is nobody's concern. */
  private isLeftOut = false;

  /**
   * `source`: valid UTF-8. Canonical form is never longer than what it is made of, so that a target of its size is enough.
   * `numbers`: whether one is refused that stands there in another form, as `1.0` does, whose scale is to be kept by whoever
   * stores what is written here.
   */
  constructor(
    private readonly source: Buffer,
    private readonly numbers: "canonical" | "any" = "canonical",
  ) {
    this.target = Buffer.allocUnsafe(source.length);
    this.end = source.length;
  }

  /** The next byte that isn't white space, not yet taken; 0 at the end. */
  peek(): number {
    const { source, end } = this;
    let { at } = this;
    let byte = 0;
    while (at < end) {
      byte = source[at] as number;
      if (byte > SPACE || (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) break;
      byte = 0;
      at++;
    }
    this.at = at;
    return byte;
  }

  takes(mark: number): boolean {
    if (this.peek() !== mark) return false;
    this.at++;
    return true;
  }

  isAtEnd(): boolean {
    return this.peek() === 0 && this.at === this.source.length;
  }

  /**
   * The canonical form of the next value: a part of one buffer that is written once. Undefined when it is refused, as one
   * of more than `bytesMax` bytes is before more of them are read.
   */
  canonical(depthMax: number, bytesMax = this.source.length): Buffer | undefined {
    const from = this.written;
    this.bound(bytesMax);
    const isSound = this.value(depthMax);
    this.unbound();
    return isSound ? this.target.subarray(from, this.written) : undefined;
  }

  /** A key and its colon: the key's place in a table, -1 for one that isn't there, undefined when it is refused. */
  key(names: KeyTable): number | undefined {
    if (this.peek() !== QUOTE) return undefined;
    let index = names.guess(this.source, this.at);
    if (index !== -1) this.at = names.guessedEnd;
    else {
      const from = this.written;
      if (!this.writeKey()) return undefined;
      index = names.indexOf(this.target, from, this.written);
      this.written = from;
    }
    return this.takes(COLON) ? index : undefined;
  }

  /** The next value as native parsing gives it. Undefined when it is refused, as nested ones and longer ones are. */
  plain(bytesMax = this.source.length): string | number | boolean | null | undefined {
    this.bound(bytesMax);
    const value = this.plainValue();
    this.unbound();
    return value;
  }

  private plainValue(): string | number | boolean | null | undefined {
    const first = this.peek();
    if (first === QUOTE) return this.text();
    const from = this.written;
    if (first === OPEN_BRACE || first === OPEN_BRACKET || !this.value(0)) return undefined;
    const end = this.written;
    this.written = from;
    if (first === LETTER_N) return null;
    if (first === LETTER_T || first === LETTER_F) return first === LETTER_T;
    return Number(this.target.toString("latin1", from, end));
  }

  private text(): string | undefined {
    const { source, end } = this;
    const from = this.at + 1;
    let kinds = 0;
    for (let at = from; at < end; at++) {
      const byte = source[at] as number;
      if (byte === QUOTE) {
        this.at = at + 1;
        return source.toString(kinds < 0x80 ? "latin1" : "utf8", from, at);
      }
      if (byte < SPACE) return undefined;
      if (byte === BACKSLASH) return this.escapedText();
      kinds |= byte;
    }
    return undefined;
  }

  private escapedText(): string | undefined {
    const from = this.written;
    if (!this.writeString()) return undefined;
    const text = this.target.toString("utf8", from, this.written);
    this.written = from;
    return JSON.parse(text) as string;
  }

  /** Leaves the next value out; false when it is refused. */
  skip(depthMax: number, bytesMax: number): boolean {
    const from = this.written;
    this.isLeftOut = true;
    const isSound = this.canonical(depthMax, bytesMax) !== undefined;
    this.isLeftOut = false;
    this.written = from;
    return isSound;
  }

  private bound(bytesMax: number): void {
    this.peek();
    this.end = Math.min(this.source.length, this.at + bytesMax);
  }

  private unbound(): void {
    this.end = this.source.length;
  }

  private value(depthLeft: number): boolean {
    const first = this.peek();
    if (first === QUOTE) return this.writeString();
    if (first === OPEN_BRACE) return depthLeft > 0 && this.writeObject(depthLeft);
    if (first === OPEN_BRACKET) return depthLeft > 0 && this.writeArray(depthLeft);
    if (first === MINUS || isDigit(first)) return this.writeNumber();
    return this.writeWord(first);
  }

  private writeArray(depthLeft: number): boolean {
    this.take(OPEN_BRACKET);
    if (this.takes(CLOSE_BRACKET)) {
      this.target[this.written++] = CLOSE_BRACKET;
      return true;
    }
    for (;;) {
      if (!this.value(depthLeft - 1)) return false;
      const next = this.peek();
      if (next !== COMMA && next !== CLOSE_BRACKET) return false;
      this.take(next);
      if (next === CLOSE_BRACKET) return true;
    }
  }

  private writeObject(depthLeft: number): boolean {
    this.take(OPEN_BRACE);
    if (this.takes(CLOSE_BRACE)) {
      this.target[this.written++] = CLOSE_BRACE;
      return true;
    }
    const from = this.marksEnd;
    let isOrdered = true;
    let last = -1;
    for (;;) {
      const start = this.written;
      if (!this.writeKey()) return false;
      if (this.peek() !== COLON) return false;
      this.take(COLON);
      if (!this.value(depthLeft - 1)) return false;
      if (!this.isLeftOut) {
        this.mark(start);
        if (isOrdered && last >= 0) isOrdered = compareKeys(this.target, last, start) < 0;
        last = start;
      }
      const next = this.peek();
      if (next !== COMMA && next !== CLOSE_BRACE) return false;
      this.take(next);
      if (next === CLOSE_BRACE) break;
    }
    const { target: bytes } = this;
    const count = (this.marksEnd - from) / MARK;
    this.marksEnd = from;
    return isOrdered || orderMembers({ bytes, marks, from, count });
  }

  private take(mark: number): void {
    this.at++;
    this.target[this.written++] = mark;
  }

  private mark(start: number): void {
    if (this.marksEnd === marks.length) {
      const larger = new Int32Array(marks.length * 2);
      larger.set(marks);
      marks = larger;
    }
    marks[this.marksEnd] = start;
    marks[this.marksEnd + 1] = this.written;
    this.marksEnd += MARK;
  }

  /** A key without escapes, and of characters that are ordered alike in every encoding. */
  private writeKey(): boolean {
    if (this.peek() !== QUOTE) return false;
    const { source, target, end } = this;
    let at = this.at + 1;
    let to = this.written;
    target[to++] = QUOTE;
    while (at < end) {
      const byte = source[at++] as number;
      target[to++] = byte;
      if (byte === QUOTE) {
        this.at = at;
        this.written = to;
        return true;
      }
      if (byte < SPACE || byte === BACKSLASH || byte >= DIFFERENT_ORDER) return false;
    }
    return false;
  }

  private writeString(): boolean {
    const { source, target, end } = this;
    let at = this.at + 1;
    let to = this.written;
    target[to++] = QUOTE;
    while (at < end) {
      let byte = source[at] as number;
      while (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH && at < end) {
        target[to++] = byte;
        byte = source[++at] as number;
      }
      at++;
      if (byte === QUOTE) {
        target[to++] = QUOTE;
        this.at = at;
        this.written = to;
        return at <= end;
      }
      if (byte !== BACKSLASH) return false;
      this.at = at;
      this.written = to;
      if (!this.writeEscape()) return false;
      at = this.at;
      to = this.written;
    }
    return false;
  }

  private writeEscape(): boolean {
    const { source, target } = this;
    const escaped = source[this.at++] ?? 0;
    if (escaped === LETTER_U) return this.writeCodeUnit();
    if (escaped === SLASH) {
      target[this.written++] = SLASH;
      return true;
    }
    if (!SHORT_ESCAPES.includes(escaped)) return false;
    target[this.written++] = BACKSLASH;
    target[this.written++] = escaped;
    return true;
  }

  /** What follows `\u`; neither NUL nor half of a surrogate pair. */
  private writeCodeUnit(): boolean {
    const unit = codeUnitAt(this.source, this.at);
    if (unit <= 0 || (unit >= 0xd800 && unit <= 0xdfff)) return false;
    this.at += 4;
    if (unit < SPACE || unit === QUOTE || unit === BACKSLASH) {
      const escaped = JSON.stringify(String.fromCharCode(unit)).slice(1, -1);
      this.written += this.target.write(escaped, this.written, "latin1");
    } else this.writeUtf8(unit);
    return true;
  }

  private writeUtf8(unit: number): void {
    const { target } = this;
    if (unit < 0x80) {
      target[this.written++] = unit;
      return;
    }
    if (unit < 0x800) target[this.written++] = 0xc0 | (unit >> 6);
    else {
      target[this.written++] = 0xe0 | (unit >> 12);
      target[this.written++] = 0x80 | ((unit >> 6) & 0x3f);
    }
    target[this.written++] = 0x80 | (unit & 0x3f);
  }

  private writeNumber(): boolean {
    const { source, target } = this;
    const from = this.at;
    const end = Math.min(this.end, from + EXACT_LENGTH_MAX);
    while (this.at < end && isOfNumber(source[this.at] as number)) target[this.written++] = source[this.at++] as number;
    if (this.at === end && isOfNumber(source[end] ?? 0)) return false;
    if (isShortNumber(source, from, this.at)) return true;
    const text = source.toString("latin1", from, this.at);
    return isExactNumber(text) || (this.numbers === "any" && this.rewriteNumber(text));
  }

  private rewriteNumber(text: string): boolean {
    const canonical = canonicalNumber(text);
    if (canonical === undefined || canonical.length > text.length) return false;
    this.written -= text.length;
    this.written += this.target.write(canonical, this.written, "latin1");
    return true;
  }

  private writeWord(first: number): boolean {
    const word = WORDS.get(first);
    if (word === undefined) return false;
    const end = this.at + word.length;
    for (let i = 0; this.at < end; i++) {
      if (this.source[this.at] !== word[i]) return false;
      this.take(word[i] as number);
    }
    return true;
  }
}

/** Of four hexadecimal digits; -1 when they are none. */
function codeUnitAt(bytes: Buffer, from: number): number {
  let unit = 0;
  for (let at = from; at < from + 4; at++) {
    const byte = bytes[at] ?? 0;
    const letter = byte | 0x20;
    if (isDigit(byte)) unit = unit * 16 + byte - DIGIT_0;
    else if (letter >= LETTER_A && letter <= LETTER_F) unit = unit * 16 + letter - LETTER_A + 10;
    else return -1;
  }
  return unit;
}

const LETTER_A = 0x61;
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;
const LETTER_U = 0x75;
const SLASH = 0x2f;
/** What canonical form escapes in the same way. */
const SHORT_ESCAPES = Buffer.from('"\\bfnrt');
const WORDS: ReadonlyMap<number, Buffer> = new Map(
  ["true", "false", "null"].map((w) => [w.charCodeAt(0), Buffer.from(w)]),
);
