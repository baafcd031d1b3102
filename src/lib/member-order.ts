import { COMMA, QUOTE } from "./json-marks";

/** Members of an object that stand one behind the other in `bytes`, with commas between: of each its start and its end. */
export type Members = { bytes: Buffer; marks: Int32Array; from: number; count: number };

/** Numbers that a member has in `marks`. */
export const MARK = 2;

/** Fewer than that, the rule, are sorted in place faster than by the platform. */
const FEW = 24;
const fewIndexes = new Int32Array(FEW);
/** Longer members are copied faster by the platform. */
const SHORT = 96;
let unordered = Buffer.allocUnsafeSlow(64 * 1024);

/** Puts members into the order of their keys, where they stand; false, and an unknown order, when a key is there twice. */
export function orderMembers(members: Members): boolean {
  const { bytes, marks, from, count } = members;
  const order = count > FEW ? new Int32Array(count) : fewIndexes;
  for (let i = 0; i < count; i++) order[i] = i;
  if (!sort(members, order)) return false;
  const start = marks[from] as number;
  const end = marks[from + count * MARK - 1] as number;
  if (unordered.length < end - start) unordered = Buffer.allocUnsafeSlow((end - start) * 2);
  bytes.copy(unordered, 0, start, end);
  let to = start;
  for (let i = 0; i < count; i++) {
    const at = from + (order[i] as number) * MARK;
    const memberStart = (marks[at] as number) - start;
    const memberEnd = (marks[at + 1] as number) - start;
    if (i > 0) bytes[to++] = COMMA;
    if (memberEnd - memberStart > SHORT) unordered.copy(bytes, to, memberStart, memberEnd);
    else for (let b = memberStart, t = to; b < memberEnd; b++, t++) bytes[t] = unordered[b] as number;
    to += memberEnd - memberStart;
  }
  return true;
}

/**
 * Two keys where their first quotes stand, by bytes: the order of UTF-16 code units wherever that of UTF-8 is the same and
 * nothing is escaped. 0 only for equal ones.
 */
export function compareKeys(bytes: Buffer, left: number, right: number): number {
  for (let l = left + 1, r = right + 1; ; l++, r++) {
    const a = bytes[l] as number;
    const b = bytes[r] as number;
    if (a === b && a !== QUOTE) continue;
    if (a === b) return 0;
    // A key that goes on where the other one is closed comes behind it, even with what is less than a quote.
    if (a === QUOTE) return -1;
    return b === QUOTE ? 1 : a - b;
  }
}

function sort(members: Members, order: Int32Array): boolean {
  const { count } = members;
  if (count <= FEW) return sortFew(members, order);
  order.sort((a, b) => compareMembers(members, a, b));
  for (let i = 1; i < count; i++) {
    if (compareMembers(members, order[i - 1] as number, order[i] as number) === 0) return false;
  }
  return true;
}

function sortFew(members: Members, order: Int32Array): boolean {
  for (let i = 1; i < members.count; i++) {
    let slot = i;
    for (; slot > 0; slot--) {
      const before = order[slot - 1] as number;
      const sign = compareMembers(members, before, i);
      if (sign === 0) return false;
      if (sign < 0) break;
      order[slot] = before;
    }
    order[slot] = i;
  }
  return true;
}

function compareMembers({ bytes, marks, from }: Members, a: number, b: number): number {
  return compareKeys(bytes, marks[from + a * MARK] as number, marks[from + b * MARK] as number);
}
