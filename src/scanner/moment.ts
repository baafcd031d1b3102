import { copy } from "./memory";
import { isDigit } from "./number";

/** Days from 1970 to 2000, from which PostgreSQL counts. */
const EPOCH_DAYS: i64 = 10957;
/** Length of `YYYY-MM-DDTHH:MM:SS`. */
const SECONDS: usize = 19;
const FRACTION_DIGITS: usize = 6;

/** A moment in UTC. */
export class Moment {
  /** Days and microseconds since 2000. */
  static days: i64 = 0;
  static micros: i64 = 0;
}

/** Length of a moment as it is stored. */
export const MOMENT_LENGTH: usize = SECONDS + 1 + FRACTION_DIGITS + 1;

/** Reads RFC 3339 in UTC and writes it as it is stored, cut to microseconds; false for other zones and whatever is wrong. */
export function readMoment(from: usize, length: usize, to: usize): bool {
  if (length < SECONDS + 1) return false;
  const year = two(from) * 100 + two(from + 2);
  const month = two(from + 5);
  const day = two(from + 8);
  const hour = two(from + 11);
  const minute = two(from + 14);
  const second = two(from + 17);
  if ((year | month | day | hour | minute | second) < 0 || !hasMarks(from)) return false;
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return false;
  if (hour > 23 || minute > 59 || second > 59) return false;
  const end = from + length;
  copy(to, from, SECONDS);
  store<u64>(to + SECONDS, 0x3030303030302e, 0);
  let at = from + SECONDS;
  let micros: i64 = 0;
  if (load<u8>(at) == 0x2e) {
    const fraction = ++at;
    while (at < end && isDigit(load<u8>(at))) at++;
    if (at == fraction) return false;
    for (let i: usize = 0; i < FRACTION_DIGITS; i++) {
      const digit: u8 = fraction + i < at ? load<u8>(fraction + i) : 0x30;
      store<u8>(to + SECONDS + 1 + i, digit);
      micros = micros * 10 + <i64>(digit - 0x30);
    }
  }
  store<u8>(to + MOMENT_LENGTH - 1, 0x5a);
  if (!isUtc(at, end)) return false;
  Moment.days = daysSince2000(year, month, day);
  Moment.micros = ((Moment.days * 24 + hour) * 60 + minute) * 60_000_000 + <i64>second * 1_000_000 + micros;
  return true;
}

function hasMarks(from: usize): bool {
  const isDate = load<u8>(from, 4) == 0x2d && load<u8>(from, 7) == 0x2d && load<u8>(from, 10) == 0x54;
  return isDate && load<u8>(from, 13) == 0x3a && load<u8>(from, 16) == 0x3a;
}

/** `Z` or `+00:00`. */
function isUtc(at: usize, end: usize): bool {
  if (end - at == 1) return load<u8>(at) == 0x5a;
  return end - at == 6 && load<u32>(at) == 0x3a30302b && load<u16>(at, 4) == 0x3030;
}

/** Two digits; negative when they are none. */
function two(at: usize): i32 {
  const tens = <i32>load<u8>(at) - 0x30;
  const ones = <i32>load<u8>(at, 1) - 0x30;
  return <u32>tens < 10 && <u32>ones < 10 ? tens * 10 + ones : -0x10000;
}

function daysOf(year: i32, month: i32): i32 {
  if (month == 2) return isLeap(year) ? 29 : 28;
  return 30 + ((month + (month >> 3)) & 1);
}

function isLeap(year: i32): bool {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/** By the usual arithmetic of years that begin in March. */
function daysSince2000(year: i32, month: i32, day: i32): i64 {
  const shifted = month <= 2 ? year - 1 : year;
  const era = shifted / 400;
  const yearOfEra = shifted - era * 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return <i64>(era * 146_097 + dayOfEra - 719_468) - EPOCH_DAYS;
}
