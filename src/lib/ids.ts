import { randomFillSync } from "node:crypto";

const uuidPattern = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

const POOL_BYTES = 8192;
const pool = Buffer.alloc(POOL_BYTES);
let poolAt = POOL_BYTES;
let lastMs = 0;
let counter = 0;

/** A UUIDv7. Ids of one process sort in the order they were made, within a millisecond and over a clock that steps back. */
export function newId(nowMs: number): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = randomBytes(2).readUInt16BE(0) & 0x7ff;
  } else if (++counter > 0xfff) {
    lastMs++;
    counter = 0;
  }
  return formatId(lastMs, counter);
}

/** A UUIDv7 that carries a moment of the caller's choice; such ids have no order among themselves within a millisecond. */
export function newIdAt(ms: number): string {
  return formatId(ms, randomBytes(2).readUInt16BE(0) & 0xfff);
}

function formatId(ms: number, sequence: number): string {
  return uuidV7(ms, sequence.toString(16).padStart(3, "0") + randomBytes(8).toString("hex"));
}

/** The UUIDv7 of a moment. `digits`: what makes it unique, at least 19 hexadecimal ones; two bits of the fourth are the format's. */
export function uuidV7(ms: number, digits: string): string {
  const time = ms.toString(16).padStart(12, "0");
  const variant = ((Number.parseInt(digits.slice(3, 4), 16) & 3) | 8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digits.slice(0, 3)}-${variant}${digits.slice(4, 7)}-${digits.slice(7, 19)}`;
}

/** The moment in a UUIDv7, or undefined for any other id. */
export function idTimeMs(id: string): number | undefined {
  if (!isUuid(id) || id[14] !== "7") return undefined;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

function randomBytes(count: number): Buffer {
  if (poolAt + count > POOL_BYTES) {
    randomFillSync(pool);
    poolAt = 0;
  }
  poolAt += count;
  return pool.subarray(poolAt - count, poolAt);
}
