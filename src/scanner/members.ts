import { COMMA, QUOTE } from "./marks";
import { copy, MARKS, ORDER, ORDER_SPARE, UNORDERED } from "./memory";

/** Start and end of a member, four bytes each. */
const MARK: usize = 8;
/** Fewer than that, the rule, are sorted by insertion. */
const FEW: u32 = 24;

/** Members that are open: those of the innermost object stand last. */
export class Marks {
  static end: usize = MARKS;
}

export function mark(start: usize, end: usize): void {
  store<u32>(Marks.end, <u32>start);
  store<u32>(Marks.end, <u32>end, 4);
  Marks.end += MARK;
}

/**
 * Two keys where their first quotes stand, by bytes: the order of UTF-16 code units wherever that of UTF-8 is the same and
 * nothing is escaped. 0 only for equal ones.
 */
export function compareKeys(left: usize, right: usize): i32 {
  for (;;) {
    left++;
    right++;
    const a: i32 = load<u8>(left);
    const b: i32 = load<u8>(right);
    if (a == b && a != <i32>QUOTE) continue;
    if (a == b) return 0;
    // A key that goes on where the other one is closed comes behind it, even with what is less than a quote.
    if (a == <i32>QUOTE) return -1;
    return b == <i32>QUOTE ? 1 : a - b;
  }
}

/** Puts the members that are marked from there on into the order of their keys; false when a key is there twice. */
export function orderMembers(from: usize): bool {
  const count = <u32>((Marks.end - from) / MARK);
  for (let i: u32 = 0; i < count; i++) setPlace(ORDER, i, i);
  const order = count > FEW ? sortMany(from, count) : sortFew(from, count);
  if (order == 0) return false;
  const start: usize = load<u32>(from);
  const end: usize = load<u32>(Marks.end - 4);
  memory.copy(UNORDERED, start, end - start);
  const moved = UNORDERED - start;
  let to = start;
  for (let i: u32 = 0; i < count; i++) {
    const at = from + <usize>placeOf(order, i) * MARK;
    const memberStart: usize = load<u32>(at);
    const length: usize = <usize>load<u32>(at, 4) - memberStart;
    if (i > 0) store<u8>(to++, <u8>COMMA);
    if (to + length + 16 < end) copy(to, memberStart + moved, length);
    else memory.copy(to, memberStart + moved, length);
    to += length;
  }
  return true;
}

function placeOf(order: usize, index: u32): u32 {
  return load<u32>(order + ((<usize>index) << 2));
}

function setPlace(order: usize, index: u32, place: u32): void {
  store<u32>(order + ((<usize>index) << 2), place);
}

function compare(from: usize, a: u32, b: u32): i32 {
  return compareKeys(load<u32>(from + <usize>a * MARK), load<u32>(from + <usize>b * MARK));
}

/** Gives where the sorted places stand; 0 when two keys are equal. */
function sortFew(from: usize, count: u32): usize {
  for (let i: u32 = 1; i < count; i++) {
    let slot = i;
    for (; slot > 0; slot--) {
      const before = placeOf(ORDER, slot - 1);
      const sign = compare(from, before, i);
      if (sign == 0) return 0;
      if (sign < 0) break;
      setPlace(ORDER, slot, before);
    }
    setPlace(ORDER, slot, i);
  }
  return ORDER;
}

/** The same by merging runs of growing length. */
function sortMany(from: usize, count: u32): usize {
  let source = ORDER;
  let target = ORDER_SPARE;
  for (let width: u32 = 1; width < count; width *= 2) {
    for (let start: u32 = 0; start < count; start += 2 * width) {
      const middle = min(start + width, count);
      const end = min(start + 2 * width, count);
      let left = start;
      let right = middle;
      for (let i = start; i < end; i++) {
        let isLeft = right >= end;
        if (!isLeft && left < middle) {
          const sign = compare(from, placeOf(source, left), placeOf(source, right));
          if (sign == 0) return 0;
          isLeft = sign < 0;
        }
        setPlace(target, i, placeOf(source, isLeft ? left++ : right++));
      }
    }
    const sorted = target;
    target = source;
    source = sorted;
  }
  return source;
}
