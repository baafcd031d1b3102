/** JSON as whoever has made it holds it: a text, or that text in UTF-8. */
export type JsonText = string | Uint8Array;

export function jsonText(json: JsonText): string {
  return typeof json === "string" ? json : bufferOf(json).toString();
}

export function jsonBytes(json: JsonText): Buffer {
  return typeof json === "string" ? Buffer.from(json) : bufferOf(json);
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
