import type { IncomingMessage } from "node:http";

/** What `HOST` may be without access control. */
const LOOPBACK_NAME = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/;

/**
 * Why a browser's request must be refused, or undefined. A foreign page may not send a change (cross-site request).
 * A server without access control lives on loopback, and may not be reached under another name either (DNS rebinding).
 */
export function foreignRequest(req: IncomingMessage, bound: "loopback" | "network"): string | undefined {
  const host = req.headers.host ?? "";
  if (bound === "loopback" && !LOOPBACK_NAME.test(hostName(host))) {
    return `the Host ${JSON.stringify(host)} is not this server's; use localhost or 127.0.0.1`;
  }
  const { origin } = req.headers;
  const isSafe = req.method === "GET" || req.method === "HEAD" || req.method === "OPTIONS";
  if (!isSafe && origin !== undefined && hostOf(origin) !== host)
    return "a page of another origin may not change anything here";
  // A browser names the origin with every change; a cookie that comes without one was not sent by a page of ours.
  if (!isSafe && origin === undefined && req.headers.cookie !== undefined && req.headers.authorization === undefined)
    return "a change that rests on a cookie must name its origin";
  return undefined;
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
