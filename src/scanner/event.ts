import { Cursor, peek, put, takes } from "./cursor";
import {
  copyField,
  Fields,
  isEmpty,
  isNull,
  keepText,
  readBoolean,
  readInteger,
  readNull,
  readText,
  setText,
  slotOf,
  takeName,
} from "./fields";
import { CLOSE_BRACE, COLON, COMMA, FALS, LETTER_E, NULL, OPEN_BRACE, QUOTE, TRUE } from "./marks";
import { COLUMNS, copy, ENTRY, FIELDS, MEMBERS, OUT, SLOTS, SLOTS_MAX, SPANS, TEXTS } from "./memory";
import { MOMENT_LENGTH, Moment, readMoment } from "./moment";
import { writeKey } from "./text";
import { Value, writeValue } from "./value";

// Places of the fields among the entries.
const EVENT_ID = 0;
const VERSION = 1;
const TYPE = 2;
const TIMESTAMP = 3;
const CATEGORY = 4;
const ACTION = 5;
const OUTCOME = 6;
const CORRELATION = 7;
const ACTOR_TYPE = 8;
const ACTOR_ID = 9;
const ACTOR_IP = 10;
const RESOURCE_TYPE = 11;
const RESOURCE_ID = 12;
const PARENT_ID = 13;
const PARENT_DATE = 14;
const CLUSTER_NAME = 16;
const CLUSTER_ID = 17;
const SEVERITY = 18;
const DURATION = 19;
const RETENTION = 22;
const SENSITIVE = 23;
const PAYLOAD = 24;

// Kinds of fields.
const TEXT = 0;
const INTEGER = 1;
const BOOLEAN = 2;

// Sources of canonical members that are no texts as they were sent.
const FROM_ID = 100;
const FROM_RECEIPT = 101;
const FROM_SENSITIVE = 102;
const FROM_DURATION = 103;
const FROM_NOTHING = 104;

const ID_LENGTH: usize = 36;
const DIGEST_LENGTH: usize = 32;
/** Words of the spans of an event before those of its columns, and behind them. */
const HEAD = 10;
const TAIL = 10;
const SERVICE = memory.data<u8>([0x73, 0x65, 0x72, 0x76, 0x69, 0x63, 0x65]);
const OF_SERVICE = memory.data<u8>([0x2d, 0x73, 0x65, 0x72, 0x76, 0x69, 0x63, 0x65]);
const INFO = memory.data<u8>([0x69, 0x6e, 0x66, 0x6f]);

/** What of an event may be how long, and how many columns its row has. */
export class Limits {
  static depth: i32 = 0;
  static payloadBytes: usize = 0;
  static members: i32 = 0;
  static rowColumns: u16 = 0;
  static textColumns: i32 = 0;
  static canonicalMembers: i32 = 0;
}

export function spanWords(): i32 {
  return HEAD + 2 * Limits.textColumns + TAIL;
}

class Current {
  static payloadAt: usize = 0;
  static payloadEnd: usize = 0;
  static isSensitive: bool = false;
  static duration: i64 = 0;
  static retention: i64 = 0;
}

/** Reads the next event and writes its row, its canonical fields and its spans; false when it is refused. */
export function writeEvent(spans: usize): bool {
  const row = Cursor.to;
  store<u16>(row, bswap<u16>(Limits.rowColumns));
  Cursor.to = row + 2;
  if (!readMembers() || !hasRequired() || !readTime()) return false;
  fillDefaults();
  store<u32>(row, bswap<u32>(<u32>(Current.payloadEnd - row - 6)), 2);
  store<u8>(row, 1, 6);
  writeColumns(spans);
  const fields = Cursor.to;
  writeFields(spans);
  const fieldsEnd = Cursor.to;
  Cursor.to += DIGEST_LENGTH;
  span(spans, 0, row);
  span(spans, 1, fields);
  span(spans, 2, fields);
  span(spans, 3, fieldsEnd);
  span(spans, 6, Current.payloadAt);
  store<u32>(spans, <u32>(Current.payloadEnd - Current.payloadAt), 28);
  store<i32>(spans, isNull(RETENTION) ? 0 : <i32>max(Current.retention, 0), 32);
  const flags = (Fields.arePlain ? 1 : 0) | (Current.isSensitive ? 2 : 0) | (Value.mayBeIndexed ? 4 : 0);
  store<u32>(spans, flags, 36);
  const rest = HEAD + 2 * Limits.textColumns;
  keepSpan(spans, rest + 4, EVENT_ID);
  keepSpan(spans, rest + 6, PARENT_ID);
  keepSpan(spans, rest + 8, PARENT_DATE);
  return true;
}

function readMembers(): bool {
  if (!takes(OPEN_BRACE)) return false;
  memory.fill(SLOTS, 0, SLOTS_MAX);
  Fields.textsEnd = TEXTS;
  Fields.arePlain = true;
  Value.mayBeIndexed = false;
  Current.payloadAt = 0;
  Current.isSensitive = false;
  // Room for the head of the payload's column.
  Cursor.to += 5;
  let seen: u32 = 0;
  let count = 0;
  do {
    if (peek() != QUOTE || ++count > Limits.members) return false;
    const field = takeName();
    if (field < 0) {
      if (!leaveOut()) return false;
      continue;
    }
    // Of a name that is there twice the last one counts, and the careful way finds it.
    if ((seen & (1 << field)) != 0 || !takes(COLON) || !readField(field)) return false;
    seen |= 1 << field;
  } while (takes(COMMA));
  return takes(CLOSE_BRACE) && Current.payloadAt != 0;
}

function readField(field: i32): bool {
  if (field == PAYLOAD) return readPayload();
  if (readNull()) return true;
  const entry = FIELDS + <usize>field * ENTRY;
  const kind = load<u32>(entry);
  if (kind == TEXT) return readText(field, load<u32>(entry, 4));
  if (kind == BOOLEAN) {
    const value = readBoolean();
    Current.isSensitive = value == 1;
    return value >= 0;
  }
  if (!readInteger(field)) return false;
  if (field == DURATION) Current.duration = Fields.integer;
  else Current.retention = Fields.integer;
  return field == DURATION || Fields.integer <= i32.MAX_VALUE;
}

function readPayload(): bool {
  if (peek() != OPEN_BRACE) return false;
  const end = Cursor.end;
  Cursor.end = min(end, Cursor.at + Limits.payloadBytes);
  Current.payloadAt = Cursor.to;
  const isSound = writeValue(Limits.depth);
  Current.payloadEnd = Cursor.to;
  Cursor.end = end;
  return isSound;
}

/** A member that nobody asked for. */
function leaveOut(): bool {
  const from = Cursor.to;
  const mayBeIndexed = Value.mayBeIndexed;
  Value.isLeftOut = true;
  const isSound = writeKey() && takes(COLON) && writeValue(Limits.depth);
  Value.isLeftOut = false;
  Value.mayBeIndexed = mayBeIndexed;
  Cursor.to = from;
  return isSound;
}

function hasRequired(): bool {
  for (let field = VERSION; field <= CORRELATION; field++) if (isNull(field) || isEmpty(field)) return false;
  return true;
}

function readTime(): bool {
  const slot = slotOf(TIMESTAMP);
  const from: usize = load<u32>(slot);
  const length: usize = load<u32>(slot, 4);
  const to = Fields.textsEnd;
  if (!readMoment(from, length, to)) return false;
  Fields.textsEnd += MOMENT_LENGTH;
  setText(TIMESTAMP, to, MOMENT_LENGTH, to, MOMENT_LENGTH);
  return true;
}

function fillDefaults(): void {
  if (isEmpty(ACTOR_TYPE)) setText(ACTOR_TYPE, SERVICE, 7, SERVICE, 7);
  if (isEmpty(ACTOR_ID)) {
    const category = slotOf(CATEGORY);
    const length: usize = load<u32>(category, 4);
    const id = keepText(load<u32>(category), length);
    keepText(OF_SERVICE, 8);
    setText(ACTOR_ID, id, length + 8, id, length + 8);
  }
  if (isEmpty(ACTOR_IP)) setText(ACTOR_IP, 0, 0, 0, 0);
  if (isEmpty(RESOURCE_TYPE)) copyField(RESOURCE_TYPE, CATEGORY);
  if (isEmpty(RESOURCE_ID)) copyField(RESOURCE_ID, CORRELATION);
  if (isNull(CLUSTER_NAME)) copyField(CLUSTER_NAME, CLUSTER_ID);
  if (isEmpty(SEVERITY)) setText(SEVERITY, INFO, 4, INFO, 4);
}

function span(spans: usize, word: usize, place: usize): void {
  store<u32>(spans + (word << 2), <u32>(place - OUT));
}

function setSpan(spans: usize, word: usize, place: usize, length: i32): void {
  span(spans, word, place);
  store<i32>(spans + (word << 2), length, 4);
}

/** Writes a text that has no column behind all else. */
function keepSpan(spans: usize, word: usize, field: i32): void {
  if (isNull(field)) {
    setSpan(spans, word, OUT, -1);
    return;
  }
  const slot = slotOf(field);
  const length = load<u32>(slot, 4);
  copy(Cursor.to, load<u32>(slot), length);
  setSpan(spans, word, Cursor.to, length);
  Cursor.to += length;
}

/** A column of no value. */
function writeNone(): void {
  store<u32>(Cursor.to, 0xffffffff);
  Cursor.to += 4;
}

/** The columns behind the payload's, in the order of the entries; then those that are no texts. */
function writeColumns(spans: usize): void {
  let word = HEAD;
  for (let column = 0; column < Limits.textColumns; column++) {
    const field = load<u32>(COLUMNS + <usize>column * ENTRY);
    const slot = slotOf(field);
    const from: usize = load<u32>(slot);
    if (from == 0) {
      writeNone();
      setSpan(spans, word, OUT, -1);
    } else {
      const length = load<u32>(slot, 4);
      store<u32>(Cursor.to, bswap<u32>(length));
      copy(Cursor.to + 4, from, length);
      setSpan(spans, word, Cursor.to + 4, length);
      Cursor.to += 4 + length;
    }
    word += 2;
  }
  if (isNull(DURATION)) writeNone();
  else {
    store<u32>(Cursor.to, bswap<u32>(8));
    store<i64>(Cursor.to, bswap<i64>(Current.duration), 4);
    Cursor.to += 12;
  }
  store<u32>(Cursor.to, bswap<u32>(1));
  store<u8>(Cursor.to, Current.isSensitive ? 1 : 0, 4);
  store<u32>(Cursor.to, bswap<u32>(8), 5);
  store<i64>(Cursor.to, bswap<i64>(Moment.micros), 9);
  store<u32>(Cursor.to, bswap<u32>(4), 17);
  store<i32>(Cursor.to, bswap<i32>(<i32>Moment.days), 21);
  Cursor.to += 25;
  writeNone();
  writeNone();
}

/** The members of the canonical form. Those that are not known yet get room of their length. */
function writeFields(spans: usize): void {
  for (let member = 0; member < Limits.canonicalMembers; member++) {
    const entry = MEMBERS + <usize>member * ENTRY;
    const source = load<u32>(entry);
    const length: usize = load<u32>(entry, 8);
    copy(Cursor.to, entry + 16, length);
    Cursor.to += length;
    writeMember(source, spans);
  }
  put(CLOSE_BRACE);
}

function writeMember(source: i32, spans: usize): void {
  const words = spans + ((HEAD + 2 * Limits.textColumns) << 2);
  if (source == FROM_ID) leaveRoom(spans, 4, ID_LENGTH);
  else if (source == FROM_RECEIPT) leaveRoom(spans, 5, MOMENT_LENGTH);
  else if (source == FROM_SENSITIVE) {
    store<u64>(Cursor.to, Current.isSensitive ? TRUE : ((<u64>LETTER_E) << 32) | FALS);
    Cursor.to += Current.isSensitive ? 4 : 5;
  } else if (source == FROM_NOTHING || isNull(source == FROM_DURATION ? DURATION : source)) {
    store<u32>(Cursor.to, NULL);
    Cursor.to += 4;
    if (source == FROM_DURATION) setSpan(words, 2, OUT, -1);
  } else {
    const slot = slotOf(source == FROM_DURATION ? DURATION : source);
    const length = load<u32>(slot, 12);
    if (source != FROM_DURATION) put(QUOTE);
    if (source == TIMESTAMP) setSpan(words, 0, Cursor.to, length);
    if (source == FROM_DURATION) setSpan(words, 2, Cursor.to, length);
    copy(Cursor.to, load<u32>(slot, 8), length);
    Cursor.to += length;
    if (source != FROM_DURATION) put(QUOTE);
  }
}

function leaveRoom(spans: usize, word: usize, length: usize): void {
  put(QUOTE);
  span(spans, word, Cursor.to);
  Cursor.to += length;
  put(QUOTE);
}
