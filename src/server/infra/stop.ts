import type { Server } from "node:http";
import type { Log } from "./log";

const IN_FLIGHT_MS = 20_000;

export type Stoppable = { name: string; stop(): Promise<void> };

/**
 * Ends the process in order: no new connections, what is in flight finishes (20 s at most), then each part is stopped
 * in the given order. A part that fails to stop is logged and does not keep the others from stopping.
 */
export function stopOnSignal(options: { server: Server; log: Log; onDraining(): void; parts: readonly Stoppable[] }): void {
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    options.log.info({ signal }, "stopping");
    options.onDraining();
    await closeServer(options.server);
    for (const part of options.parts) {
      await part.stop().catch((err: unknown) => options.log.error({ err, part: part.name }, "part failed to stop"));
    }
    options.log.info({}, "stopped");
    process.exit(0);
  };
  process.on("SIGTERM", (signal) => void stop(signal));
  process.on("SIGINT", (signal) => void stop(signal));
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), IN_FLIGHT_MS);
    server.close(() => {
      clearTimeout(limit);
      resolve();
    });
    server.closeIdleConnections();
  });
}
