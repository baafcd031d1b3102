import { AppError } from "@/lib/errors";

/** What one caller wants committed as a whole. */
export type Submission<Value> = {
  value: Value;
  /** Events in it and their size, for the bounds. */
  events: number;
  bytes: number;
  /** Callers take turns, so that one with many submissions can't keep the others waiting. */
  caller: string;
};

export type Waiting<Value, Result> = {
  submission: Submission<Value>;
  since: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
};

export type LineOptions = {
  groupEventsMax: number;
  groupBytesMax: number;
  queuedBytesMax: number;
  /** Longest wait before a transaction begins, milliseconds. */
  waitMs: number;
  now?: () => number;
};

/** Submissions that wait for a transaction, within the bounds of bytes and time. */
export class WaitingLine<Value, Result> {
  readonly #options: LineOptions;
  readonly #now: () => number;
  readonly #queue = new TurnQueue<Waiting<Value, Result>>();
  #events = 0;
  #bytes = 0;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  get isEmpty(): boolean {
    return this.#queue.size === 0;
  }

  get submissions(): number {
    return this.#queue.size;
  }

  get events(): number {
    return this.#events;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** How long the next in line has waited, milliseconds. */
  get waitedMs(): number {
    const next = this.#queue.peek();
    return next === undefined ? 0 : this.#now() - next.since;
  }

  /** False when the line is full. */
  join(waiting: Omit<Waiting<Value, Result>, "since">): boolean {
    const { bytes, events, caller } = waiting.submission;
    if (this.#bytes + bytes > this.#options.queuedBytesMax && !this.isEmpty) return false;
    this.#bytes += bytes;
    this.#events += events;
    this.#queue.push(caller, { ...waiting, since: this.#now() });
    return true;
  }

  /** The next group; what has waited too long is refused on the way. */
  takeGroup(): Waiting<Value, Result>[] {
    const { groupEventsMax, groupBytesMax, waitMs } = this.#options;
    const group: Waiting<Value, Result>[] = [];
    let events = 0;
    let bytes = 0;
    for (let next = this.#queue.peek(); next !== undefined; next = this.#queue.peek()) {
      const { submission } = next;
      const isTooMuch = events + submission.events > groupEventsMax || bytes + submission.bytes > groupBytesMax;
      if (isTooMuch && group.length > 0) break;
      this.#queue.shift();
      this.#bytes -= submission.bytes;
      this.#events -= submission.events;
      if (this.#now() - next.since > waitMs) {
        next.reject(new Overloaded());
        continue;
      }
      events += submission.events;
      bytes += submission.bytes;
      group.push(next);
    }
    return group;
  }
}

/** The store is up, but more arrives than it takes. */
export class Overloaded extends AppError {
  constructor() {
    super("UNAVAILABLE", "more is being written than the database takes; try again", { retryAfterSeconds: 1 });
  }
}

/** First in, first out per caller; the callers take turns. */
class TurnQueue<T> {
  readonly #byCaller = new Map<string, T[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(caller: string, value: T): void {
    const own = this.#byCaller.get(caller);
    if (own === undefined) this.#byCaller.set(caller, [value]);
    else own.push(value);
    this.#size++;
  }

  peek(): T | undefined {
    for (const own of this.#byCaller.values()) return own[0];
    return undefined;
  }

  shift(): void {
    for (const [caller, own] of this.#byCaller) {
      own.shift();
      this.#size--;
      this.#byCaller.delete(caller);
      if (own.length > 0) this.#byCaller.set(caller, own);
      return;
    }
  }
}
