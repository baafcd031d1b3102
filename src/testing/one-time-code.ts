import { createHmac } from "node:crypto";

const PERIOD_MS = 30_000;

/** What an authenticator app shows for a key (base32), now or some periods later. */
export function oneTimeCode(base32: string, periodsLater = 0): string {
  const bits = Array.from(base32.replace(/=+$/, ""))
    .map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / PERIOD_MS) + periodsLater));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest.readUInt8(digest.length - 1) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
