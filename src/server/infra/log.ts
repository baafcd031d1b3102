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

/** A child that is made when it has something to say, which most requests have not. */
export class LateChild implements Log {
  #child: Log | undefined;

  constructor(
    private readonly parent: Log,
    private readonly fields: Record<string, unknown>,
  ) {}

  debug(fields: Record<string, unknown>, message: string): void {
    this.#made().debug(fields, message);
  }

  info(fields: Record<string, unknown>, message: string): void {
    this.#made().info(fields, message);
  }

  warn(fields: Record<string, unknown>, message: string): void {
    this.#made().warn(fields, message);
  }

  error(fields: Record<string, unknown>, message: string): void {
    this.#made().error(fields, message);
  }

  child(fields: Record<string, unknown>): Log {
    return new LateChild(this.#made(), fields);
  }

  #made(): Log {
    this.#child ??= this.parent.child(this.fields);
    return this.#child;
  }
}

const silent: Log = { debug: drop, info: drop, warn: drop, error: drop, child: () => silent };

/** For tests and for commands that print their own words. */
export const silentLog: Log = silent;

function drop(): void {}
