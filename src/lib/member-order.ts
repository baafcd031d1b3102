/** Members of an object that stand one behind the other in `bytes`, with commas between: for each its start, end of key, end. */
export type Members = { bytes: Buffer; marks: Int32Array; from: number; count: number };

/** Numbers that a member has in `marks`. */
export const MARK = 3;
const COMMA = 0x2c;

/** Fewer than that, the rule, are sorted in place faster than by the platform. */
const FEW = 24;
const fewIndexes = new Int32Array(FEW);

/** Puts members into the order of their keys, where they stand; false, and an unknown order, when a key is there twice. */
export function orderMembers(members: Members): boolean {
  const { bytes, marks, from, count } = members;
  const order = count > FEW ? new Int32Array(count) : fewIndexes;
  for (let i = 0; i < count; i++) order[i] = i;
  if (!sort(members, order)) return false;
  const start = marks[from] as number;
  const end = marks[from + count * MARK - 1] as number;
  const copy = scratchOf(end - start);
  copyBytes(bytes, start, end, copy, 0);
  let to = start;
  for (let i = 0; i < count; i++) {
    const at = from + (order[i] as number) * MARK;
    const memberStart = (marks[at] as number) - start;
    const memberEnd = (marks[at + 2] as number) - start;
    if (i > 0) bytes[to++] = COMMA;
    copyBytes(copy, memberStart, memberEnd, bytes, to);
    to += memberEnd - memberStart;
  }
  return true;
}

/**
 * Keys as they are quoted, by bytes: the order of UTF-16 code units wherever that of UTF-8 is the same and nothing is escaped.
 * 0 only for equal ones.
 */
export function compareKeys(bytes: Buffer, left: number, leftEnd: number, right: number, rightEnd: number): number {
  let l = left + 1;
  let r = right + 1;
  while (l < leftEnd && r < rightEnd) {
    const a = bytes[l++] as number;
    const b = bytes[r++] as number;
    if (a === b) continue;
    // A key that goes on where the other one is closed comes behind it, even with what is less than a quote.
    if (l === leftEnd) return -1;
    return r === rightEnd ? 1 : a - b;
  }
  return 0;
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
  const l = from + a * MARK;
  const r = from + b * MARK;
  return compareKeys(bytes, marks[l] as number, marks[l + 1] as number, marks[r] as number, marks[r + 1] as number);
}

let scratch = Buffer.allocUnsafeSlow(64 * 1024);

function scratchOf(length: number): Buffer {
  if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(length * 2);
  return scratch;
}

/** Longer pieces are copied faster by the platform. */
const SHORT = 96;

function copyBytes(source: Buffer, from: number, end: number, target: Buffer, to: number): void {
  if (end - from > SHORT) source.copy(target, to, from, end);
  else for (let i = from, o = to; i < end; i++, o++) target[o] = source[i] as number;
}
