import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

const EVERYWHERE: Record<string, string> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

const TO_MACHINES = {
  ...EVERYWHERE,
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cache-Control": "no-store",
};

/** The same as names and values in a row, for an answer whose whole head is written at once. */
export const API_HEADERS: readonly string[] = Object.entries(TO_MACHINES).flat();

/** Headers of an answer to a machine: nothing in it may run, load or be stored by an intermediary. */
export function secureApiResponse(res: ServerResponse): void {
  setAll(res, TO_MACHINES);
}

/**
 * Headers of a page. The policy goes onto the request as well, because Next reads the nonce
 * for its own scripts from there.
 */
export function securePageResponse(
  req: IncomingMessage,
  res: ServerResponse,
  mode: "production" | "development",
): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = pagePolicy(nonce, mode);
  req.headers["content-security-policy"] = policy;
  req.headers["x-nonce"] = nonce;
  setAll(res, EVERYWHERE);
  res.setHeader("Content-Security-Policy", policy);
}

function pagePolicy(nonce: string, mode: "production" | "development"): string {
  const isDevelopment = mode === "development";
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join("; ");
}

function setAll(res: ServerResponse, headers: Record<string, string>): void {
  for (const name in headers) res.setHeader(name, headers[name] ?? "");
}
