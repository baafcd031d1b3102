import { IN, OUT } from "./memory";

/** Where reading and writing stand. */
export class Cursor {
  static at: usize = IN;
  /** Nothing is read from there on. */
  static end: usize = IN;
  static to: usize = OUT;
}

/** The next byte that isn't white space, not yet taken; 0 at the end. */
export function peek(): u32 {
  let at = Cursor.at;
  const end = Cursor.end;
  while (at < end) {
    const byte: u32 = load<u8>(at);
    if (byte > 0x20 || (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09)) {
      Cursor.at = at;
      return byte;
    }
    at++;
  }
  Cursor.at = at;
  return 0;
}

export function takes(mark: u32): bool {
  if (peek() != mark) return false;
  Cursor.at++;
  return true;
}

/** Takes a byte that has been looked at, and writes it. */
export function pass(mark: u32): void {
  Cursor.at++;
  put(mark);
}

export function put(byte: u32): void {
  store<u8>(Cursor.to++, <u8>byte);
}
