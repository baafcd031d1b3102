import type { Server } from "node:http";
import type { Log } from "./log";

export type ListenOptions = { host: string; port: number; url: string; log: Log; exit?: (code: number) => void };

/**
 * Opens the port, or ends the process: Next keeps a process alive after an error that nobody has caught, and one that
 * does not listen would still take part in the background work.
 */
export function listen(server: Server, { host, port, url, log, exit = process.exit }: ListenOptions): void {
  const onError = (error: NodeJS.ErrnoException) => {
    const reason = error.code === "EADDRINUSE" ? "another program has this address and port" : error.message;
    log.error({ reason, host, port }, "the server does not start at this address");
    exit(1);
  };
  server.once("error", onError);
  server.listen(port, host, () => {
    server.removeListener("error", onError);
    log.info({ url }, "ready");
  });
}
