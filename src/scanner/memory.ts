/**
 * Where things lie in the module's memory, in bytes. Nothing is ever allocated: what does not fit is refused, and somebody else
 * has to look at it.
 */

/** The longest text that is read at a time. Behind it stand zeros, at which every loop stops. */
export const IN_MAX: usize = 0x10_0000;
export const IN: usize = 0x1_0000;
const SLACK: usize = 0x1000;

/** What is written: for an event at most twice its own length and `EVENT_OVERHEAD`. */
export const OUT: usize = IN + IN_MAX + SLACK;
export const OUT_MAX: usize = 0x40_0000;
export const EVENT_OVERHEAD: usize = 0x1000;

/** Fields of one event that are escaped, in the two forms in which they are needed. */
export const TEXTS: usize = OUT + OUT_MAX + SLACK;
const TEXTS_MAX: usize = 2 * IN_MAX;

/** Members of an object while they are put into order. */
export const UNORDERED: usize = TEXTS + TEXTS_MAX + SLACK;
/** Of each open member its start and its end. The shortest one has five bytes. */
export const MARKS: usize = UNORDERED + IN_MAX + SLACK;
const MARKS_MAX: usize = 2 * IN_MAX;
export const ORDER: usize = MARKS + MARKS_MAX;
export const ORDER_SPARE: usize = ORDER + IN_MAX;

/** Where the parts of each event stand in what was written. */
export const SPANS: usize = ORDER_SPARE + IN_MAX;
export const SPANS_MAX: usize = 0x1_0000;
/**
 * What is to be found in an event and where it goes, as whoever uses the module has written it there: entries of `ENTRY` bytes.
 * Of a field its kind, the most bytes that it may have and the length of its name, then the name in quotes; of a member of the
 * canonical form its source and the length of what stands before its value, then that; of a column its field.
 */
export const FIELDS: usize = SPANS + SPANS_MAX;
export const MEMBERS: usize = FIELDS + 0x1000;
export const COLUMNS: usize = MEMBERS + 0x1000;
export const ENTRY: usize = 64;
/** Of each field of the event that is being read: where its text stands, its length, and the same for its canonical form. */
export const SLOTS: usize = COLUMNS + 0x1000;
export const SLOT: usize = 16;
export const SLOTS_MAX: usize = 0x400;
export const MEMORY_END: usize = SLOTS + SLOTS_MAX;

/** Copies in pieces of 16 bytes: up to 15 more are written behind the end, over which whatever comes next is written. */
export function copy(to: usize, from: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}
