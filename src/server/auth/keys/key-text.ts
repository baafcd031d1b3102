import { hash, randomBytes, timingSafeEqual } from "node:crypto";

/** `hf_<prefix>_<secret>`: recognisable by scanners of leaked secrets. The prefix may be seen, the secret has 256 random bits. */
const KEY = /^hf_([a-z0-9]{12})_([0-9a-f]{64})$/;
const PREFIX_BYTES = 6;
const SECRET_BYTES = 32;

export type KeyText = { prefix: string; secret: string };

/** Whether a token claims to be one of our keys. */
export function looksLikeKey(token: string): boolean {
  return token.startsWith("hf_");
}

export function parseKey(token: string): KeyText | undefined {
  const [, prefix, secret] = KEY.exec(token) ?? [];
  return prefix === undefined || secret === undefined ? undefined : { prefix, secret };
}

export function newKey(): KeyText {
  return { prefix: randomBytes(PREFIX_BYTES).toString("hex"), secret: randomBytes(SECRET_BYTES).toString("hex") };
}

export function keyText({ prefix, secret }: KeyText): string {
  return `hf_${prefix}_${secret}`;
}

export function secretHash(secret: string): Buffer {
  return hash("sha256", secret, "buffer");
}

/** Takes the same time wherever the difference is. */
export function isSecretOf(secret: string, stored: Buffer): boolean {
  const given = secretHash(secret);
  return given.length === stored.length && timingSafeEqual(given, stored);
}
