import type { Server } from "node:http";
import type { Log } from "./log";

const IN_FLIGHT_MS = 20_000;
const PART_MS = 20_000;
const CLOSE_IDLE_EVERY_MS = 50;
/** One Ctrl-C reaches this process twice when a script that started it passes the signal on. */
const SAME_SIGNAL_MS = 1000;

export type Stoppable = { name: string; stop(): Promise<void> };

export type StopOptions = { server: Server; log: Log; onDraining(): void; parts: readonly Stoppable[] };

/**
 * Ends the process in order: no new connections, what is in flight finishes (20 s at most), then each part is stopped
 * in the given order. A part that fails to stop, or takes too long, is logged and does not keep the others from
 * stopping. A second signal ends the process at once.
 */
export function stopOnSignal(options: StopOptions): void {
  let stoppingSince: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (stoppingSince === undefined) {
      stoppingSince = now;
      options.log.info({ signal }, "stopping");
      void stop(options);
    } else if (now - stoppingSince > SAME_SIGNAL_MS) {
      options.log.warn({ signal }, "stopped at once, on a second signal");
      process.exit(1);
    }
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

async function stop({ server, log, onDraining, parts }: StopOptions): Promise<void> {
  onDraining();
  await closeServer(server);
  for (const part of parts) {
    const isStopped = await within(PART_MS, part.stop()).catch((err: unknown) => {
      log.error({ err, part: part.name }, "part failed to stop");
      return true;
    });
    if (!isStopped) log.error({ part: part.name }, "part did not stop in time");
  }
  log.info({}, "stopped");
  process.exit(0);
}

/** Connections that clients keep for later are closed as soon as their last answer is out. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
    const end = () => {
      clearInterval(idle);
      clearTimeout(limit);
      resolve();
    };
    const limit = setTimeout(() => {
      server.closeAllConnections();
      end();
    }, IN_FLIGHT_MS);
    server.prependListener("request", (_, res) => res.setHeader("connection", "close"));
    server.close(end);
    server.closeIdleConnections();
  });
}

function within(milliseconds: number, work: Promise<void>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds, false);
    work.then(
      () => {
        clearTimeout(timer);
        resolve(true);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
