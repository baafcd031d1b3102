import { readFileSync, writeFileSync } from "node:fs";
import { BENCH_KEY } from "../rig/key";

/** A whole HTTP/1.1 request as it goes over the wire. */
export function toRequest(path: string, body: string): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    `Authorization: Bearer ${BENCH_KEY}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** Chunks prepared before a measurement, so that the client only sends. */
export function writeChunks(file: string, chunks: readonly Buffer[]): void {
  const parts = chunks.flatMap((chunk) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    return [length, chunk];
  });
  writeFileSync(file, Buffer.concat(parts));
}

export function readChunks(file: string): Buffer[] {
  const bytes = readFileSync(file);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at);
    chunks.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return chunks;
}

const NAME = Buffer.from("rr-");
const DIGITS = 4;

/**
 * Gives the remediations of requests other names of the same length, the same for all requests of a run: a server that has
 * written a chain never finds it gone, as it would after a measurement that begins with empty tables.
 */
export function nameAnew(requests: readonly Buffer[], run: number): void {
  const digits = run.toString(16).padStart(DIGITS, "0");
  for (const request of requests) {
    for (let at = request.indexOf(NAME); at >= 0; at = request.indexOf(NAME, at + NAME.length)) {
      const old = request.toString("latin1", at + NAME.length, at + NAME.length + DIGITS);
      if (/^[0-9a-f]{4}$/.test(old)) request.write(digits, at + NAME.length, "latin1");
    }
  }
}

export const SINGLE_PATH = "/api/v1/audit/events";
export const BATCH_PATH = "/api/v1/audit/events/batch";
