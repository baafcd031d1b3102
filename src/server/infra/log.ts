import { pino } from "pino";

type Write = (fields: Record<string, unknown>, message: string) => void;

export type Log = {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
  child(fields: Record<string, unknown>): Log;
};

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** One JSON line per entry on standard output. `err` is written with its message, stack and causes. */
export function createLog(options: { level: LogLevel; name?: string }): Log {
  return pino({ level: options.level, name: options.name, timestamp: pino.stdTimeFunctions.isoTime });
}

const silent: Log = { debug: drop, info: drop, warn: drop, error: drop, child: () => silent };

/** For tests and for commands that print their own words. */
export const silentLog: Log = silent;

function drop(): void {}
