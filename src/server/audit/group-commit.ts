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

export type GroupCommitOptions<Value, Result> = {
  /** Commits submissions in one transaction; answers with one result per submission, in order. */
  commit(group: readonly Submission<Value>[]): Promise<Result[]>;
  /** Whether a failure is of the data, so that the submissions must be tried one by one to find whose it is. */
  isOfTheData(error: unknown): boolean;
  /** Transactions of this process at the same time. */
  lanes: number;
  groupEventsMax: number;
  groupBytesMax: number;
  queuedBytesMax: number;
  /** Longest wait before a transaction begins, milliseconds. */
  waitMs: number;
  now?: () => number;
  /** Puts the start of a group off until what has arrived with it is read; at once when absent. */
  gather?: (start: () => void) => void;
  /** While a lane is busy, another one is worth its transaction for this many events, or when one has waited this long. */
  extraLane?: { events: number; afterMs: number };
};

export type GroupCommit<Value, Result> = {
  submit(submission: Submission<Value>): Promise<Result>;
  /** Resolves when nothing is queued or being committed. */
  drained(): Promise<void>;
  queuedBytes(): number;
};

type Waiting<Value, Result> = {
  submission: Submission<Value>;
  since: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
};

/**
 * Commits what arrives together in one transaction. An idle process adds no delay: a submission that finds a free lane
 * starts at once, and what comes while the lanes are busy forms the next group. Each caller is answered when its own
 * transaction has committed; a submission with bad data fails alone.
 */
export function createGroupCommit<Value, Result>(
  options: GroupCommitOptions<Value, Result>,
): GroupCommit<Value, Result> {
  const now = options.now ?? Date.now;
  const gather = options.gather ?? ((start) => start());
  const queue = new TurnQueue<Waiting<Value, Result>>();
  const idleListeners: (() => void)[] = [];
  let queuedBytes = 0;
  let queuedEvents = 0;
  let busyLanes = 0;
  let isStarting = false;
  let extraLaneTimer: NodeJS.Timeout | undefined;

  const requestLane = () => {
    if (isStarting || busyLanes >= options.lanes) return;
    isStarting = true;
    gather(() => {
      isStarting = false;
      if (isLaneDue()) startLane();
      else requestExtraLane();
    });
  };

  const isLaneDue = () => {
    const next = queue.peek();
    if (next === undefined || busyLanes >= options.lanes) return false;
    const { extraLane } = options;
    if (busyLanes === 0 || extraLane === undefined) return true;
    return queuedEvents >= extraLane.events || now() - next.since >= extraLane.afterMs;
  };

  const requestExtraLane = () => {
    if (extraLaneTimer !== undefined || queue.size === 0 || options.extraLane === undefined) return;
    extraLaneTimer = setTimeout(() => {
      extraLaneTimer = undefined;
      requestLane();
    }, options.extraLane.afterMs);
  };

  const startLane = () => {
    busyLanes++;
    void runGroup(takeGroup()).finally(() => {
      busyLanes--;
      requestLane();
      if (busyLanes === 0 && queue.size === 0) for (const tell of idleListeners.splice(0)) tell();
    });
  };

  const takeGroup = () => {
    const group: Waiting<Value, Result>[] = [];
    let events = 0;
    let bytes = 0;
    for (let next = queue.peek(); next !== undefined; next = queue.peek()) {
      const { submission } = next;
      const isTooMuch =
        events + submission.events > options.groupEventsMax || bytes + submission.bytes > options.groupBytesMax;
      if (isTooMuch && group.length > 0) break;
      queue.shift();
      queuedBytes -= submission.bytes;
      queuedEvents -= submission.events;
      if (now() - next.since > options.waitMs) {
        next.reject(new Overloaded());
        continue;
      }
      events += submission.events;
      bytes += submission.bytes;
      group.push(next);
    }
    return group;
  };

  const runGroup = async (group: readonly Waiting<Value, Result>[]): Promise<void> => {
    if (group.length === 0) return;
    try {
      const results = await options.commit(group.map(({ submission }) => submission));
      group.forEach((waiting, i) => {
        waiting.resolve(results[i] as Result);
      });
    } catch (error) {
      if (group.length > 1 && options.isOfTheData(error)) await runHalves(group);
      else for (const waiting of group) waiting.reject(error);
    }
  };

  const runHalves = async (group: readonly Waiting<Value, Result>[]): Promise<void> => {
    const middle = Math.ceil(group.length / 2);
    await runGroup(group.slice(0, middle));
    await runGroup(group.slice(middle));
  };

  return {
    submit: (submission) =>
      new Promise<Result>((resolve, reject) => {
        if (queuedBytes + submission.bytes > options.queuedBytesMax && queue.size > 0) {
          reject(new Overloaded());
          return;
        }
        queuedBytes += submission.bytes;
        queuedEvents += submission.events;
        queue.push(submission.caller, { submission, since: now(), resolve, reject });
        requestLane();
      }),
    drained: () =>
      new Promise<void>((resolve) => (busyLanes === 0 && queue.size === 0 ? resolve() : idleListeners.push(resolve))),
    queuedBytes: () => queuedBytes,
  };
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
