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

export const SINGLE_PATH = "/api/v1/audit/events";
export const BATCH_PATH = "/api/v1/audit/events/batch";
