import type { IncomingMessage } from "node:http";

const ABSOLUTE = /^https?:\/\/([^/?#]+)([^#]*)/i;
/** A name or an address, with or without a port. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~-]+)(?::\d*)?$/i;

/** A target that names its server says more than the Host beside it (RFC 9112, 3.2.2); from here on it is a path. */
export function toOriginForm(req: IncomingMessage): void {
  const [, host, rest = ""] = ABSOLUTE.exec(req.url ?? "") ?? [];
  if (host === undefined) return;
  req.url = rest.startsWith("/") ? rest : `/${rest}`;
  req.headers.host = host;
}

/** Why nobody can tell which server and what a request means, or undefined. A probe by HTTP/1.0 may leave its Host out. */
export function targetFault(req: IncomingMessage): string | undefined {
  const { host } = req.headers;
  if (host && !HOST.test(host)) return `the Host ${JSON.stringify(host)} is no name`;
  if (hasTwoHosts(req.rawHeaders)) return "the Host is given more than once";
  const query = req.url?.indexOf("?") ?? -1;
  const backslash = req.url?.indexOf("\\") ?? -1;
  if (backslash >= 0 && (query < 0 || backslash < query)) return "the path has a backslash";
  return undefined;
}

/** Node keeps the first one and drops the others, a proxy before it may have read the last one. */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === "host") count++;
  }
  return count > 1;
}
