/** Milliseconds of 2000-01-01, from which PostgreSQL counts. */
const EPOCH_MS = 946_684_800_000;
const DAY_MS = 86_400_000;
const HEADER = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
/** UTF-8 needs at most this many bytes for a UTF-16 unit. */
const UNIT_BYTES_MAX = 3;

/**
 * Rows in COPY's binary format: cheaper than text for both sides, since nothing is escaped, searched or parsed.
 * Each row is begun, then each of its columns is written in order; the caller vouches for types and order.
 */
export class CopyRows {
  private bytes: Buffer;
  private at = HEADER.length;

  constructor(bytesExpected: number) {
    this.bytes = Buffer.allocUnsafe(Math.max(bytesExpected, 1024));
    HEADER.copy(this.bytes);
  }

  begin(columns: number): void {
    this.reserve(2);
    this.at = this.bytes.writeInt16BE(columns, this.at);
  }

  text(value: string | null): void {
    if (value === null) this.none();
    else this.characters(value, 0);
  }

  /** JSON text; the leading byte is the format's version. */
  jsonb(value: string): void {
    this.characters(value, 1);
  }

  uuid(value: string | null): void {
    if (value === null) {
      this.none();
      return;
    }
    const hex = value.slice(0, 8) + value.slice(9, 13) + value.slice(14, 18) + value.slice(19, 23) + value.slice(24);
    this.length(16);
    this.at += this.bytes.write(hex, this.at, 16, "hex");
  }

  bool(value: boolean): void {
    this.length(1);
    this.at = this.bytes.writeInt8(value ? 1 : 0, this.at);
  }

  int2(value: number): void {
    this.length(2);
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int4(value: number): void {
    this.length(4);
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  int8(value: bigint | null): void {
    if (value === null) {
      this.none();
      return;
    }
    this.length(8);
    this.at = this.bytes.writeBigInt64BE(value, this.at);
  }

  /** `YYYY-MM-DD`. */
  date(value: string | null): void {
    if (value === null) this.none();
    else this.int4((Date.parse(value) - EPOCH_MS) / DAY_MS);
  }

  /** `YYYY-MM-DDTHH:MM:SS.ffffffZ`. Microseconds of the year 9999 are too many for a double. */
  timestamptz(value: string): void {
    const ms = Date.parse(`${value.slice(0, 19)}Z`) - EPOCH_MS;
    this.int8(BigInt(ms) * 1000n + BigInt(value.slice(20, 26)));
  }

  /** The whole message; nothing may be written after it. */
  finish(): Buffer {
    this.begin(-1);
    return this.bytes.subarray(0, this.at);
  }

  private none(): void {
    this.reserve(4);
    this.at = this.bytes.writeInt32BE(-1, this.at);
  }

  private length(count: number): void {
    this.reserve(4 + count);
    this.at = this.bytes.writeInt32BE(count, this.at);
  }

  private characters(value: string, version: 0 | 1): void {
    this.reserve(4 + version + value.length * UNIT_BYTES_MAX);
    const start = this.at + 4 + version;
    const count = this.bytes.write(value, start);
    if (version === 1) this.bytes[start - 1] = 1;
    this.bytes.writeInt32BE(count + version, this.at);
    this.at = start + count;
  }

  private reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + count));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }
}
