import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import next from "next";

export type Pages = {
  handle: RequestListener;
  /** Reload channel of development; absent in production. */
  upgrade?: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
  close(): Promise<void>;
};

export type PagesOptions = { mode: "production" | "development"; hostname: string; port: number };

/** Next's request handler inside this process; it never sees machine traffic. */
export async function createPages(options: PagesOptions): Promise<Pages> {
  const isDevelopment = options.mode === "development";
  const app = next({ dev: isDevelopment, hostname: options.hostname, port: options.port });
  await app.prepare();
  const answer = app.getRequestHandler();
  const upgrade = app.getUpgradeHandler();
  return {
    handle: (req: IncomingMessage, res: ServerResponse) => void answer(req, res),
    ...(isDevelopment
      ? { upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void upgrade(req, socket, head) }
      : {}),
    close: () => app.close(),
  };
}
