/**
 * Writes a text of ASCII byte by byte, which for short ones costs less than a call into the platform. Gives the end of what it
 * has written, or -1 when a character isn't ASCII and somebody else has to write it all.
 */
export function writeAscii(text: string, bytes: Uint8Array, start: number): number {
  let at = start;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return -1;
    bytes[at++] = code;
  }
  return at;
}
