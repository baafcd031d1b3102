/**
 * Reads JSON from UTF-8 bytes and writes it in canonical form, without making anything of it: no number passes through a double,
 * and nothing is left to collect. It takes what can be written down as it stands, which is almost all that senders write.
 * Whatever is wrong, or only unusual, it refuses: then another reader has to look.
 */
import { Cursor, peek, takes } from "./cursor";
import { Limits, spanWords, writeEvent } from "./event";
import { Fields } from "./fields";
import { COMMA } from "./marks";
import { Marks } from "./members";
import {
  COLUMNS,
  ENTRY,
  EVENT_OVERHEAD,
  FIELDS,
  IN,
  IN_MAX,
  MARKS,
  MEMBERS,
  MEMORY_END,
  OUT,
  OUT_MAX,
  SPANS,
  SPANS_MAX,
} from "./memory";
import { Numbers } from "./number";
import { Value, writeValue } from "./value";

export const inAt: i32 = <i32>IN;
export const inMax: i32 = <i32>IN_MAX;
export const outAt: i32 = <i32>OUT;
export const spansAt: i32 = <i32>SPANS;
export const fieldsAt: i32 = <i32>FIELDS;
export const membersAt: i32 = <i32>MEMBERS;
export const columnsAt: i32 = <i32>COLUMNS;
export const entryBytes: i32 = <i32>ENTRY;

const PAGE: usize = 0x1_0000;

class Events {
  /** The last thing that was taken of them is a comma. */
  static areToCome: bool = false;
}

export function grow(): void {
  const pages = <i32>((MEMORY_END + PAGE - 1) / PAGE) - memory.size();
  if (pages > 0) memory.grow(pages);
}

export function setLimits(depth: i32, payloadBytes: i32, members: i32): void {
  Limits.depth = depth;
  Limits.payloadBytes = payloadBytes;
  Limits.members = members;
}

export function setTables(fields: i32, canonicalMembers: i32, textColumns: i32, rowColumns: i32): void {
  Fields.count = fields;
  Limits.canonicalMembers = canonicalMembers;
  Limits.textColumns = textColumns;
  Limits.rowColumns = <u16>rowColumns;
}

/** So many bytes have been put where reading begins. */
export function begin(length: i32): void {
  Cursor.at = IN;
  Cursor.end = IN + <usize>length;
  Cursor.to = OUT;
  Marks.end = MARKS;
  Value.isLeftOut = false;
  v128.store(Cursor.end, i64x2.splat(0));
  v128.store(Cursor.end, i64x2.splat(0), 16);
}

export function position(): i32 {
  return <i32>(Cursor.at - IN);
}

export function written(): i32 {
  return <i32>(Cursor.to - OUT);
}

export function takesMark(mark: i32): bool {
  return takes(mark);
}

export function isAtEnd(): bool {
  return peek() == 0 && Cursor.at == Cursor.end;
}

/** The canonical form of the one value that is there; -1 when it is refused. */
export function canonical(depthMax: i32, areNumbersRewritten: bool): i32 {
  Numbers.areRewritten = areNumbersRewritten;
  return writeValue(depthMax) && isAtEnd() ? written() : -1;
}

/**
 * Events with commas between, at most so many, and what stands behind the last one is not taken: gives their number. `isWhole`:
 * nothing comes behind what is there; else an event at its end may be incomplete, and is not taken.
 */
export function events(most: i32, isWhole: bool): i32 {
  Numbers.areRewritten = false;
  const spanBytes = (<usize>spanWords()) << 2;
  const room = OUT + OUT_MAX - 2 * <usize>(Cursor.end - IN) - EVENT_OVERHEAD;
  let count = 0;
  let spans = SPANS;
  while (count < most && Cursor.to < room && spans + spanBytes <= SPANS + SPANS_MAX) {
    const from = Cursor.at;
    const to = Cursor.to;
    const isTaken = writeEvent(spans) && (isWhole || peek() != 0);
    if (!isTaken) {
      Cursor.at = from;
      Cursor.to = to;
      Marks.end = MARKS;
      Value.isLeftOut = false;
      break;
    }
    count++;
    spans += spanBytes;
    Events.areToCome = takes(COMMA);
    if (!Events.areToCome) break;
  }
  return count;
}

/** Whether another event has to follow the last one. */
export function areToCome(): bool {
  return Events.areToCome;
}
