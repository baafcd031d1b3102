import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

const ACCEPTED = /^[A-Za-z0-9._:-]{1,128}$/;

/** The caller's X-Request-ID when it is harmless, else a new one; also written back onto the request for later readers. */
export function requestIdOf(req: IncomingMessage): string {
  const sent = req.headers["x-request-id"];
  const id = typeof sent === "string" && ACCEPTED.test(sent) ? sent : randomUUID();
  req.headers["x-request-id"] = id;
  return id;
}
