import { AppError } from "@/lib/errors";
import { createDb, type Db } from "./db";
import { classifyDbFailure } from "./db-failure";

const ASK_EVERY_MS = 1000;
const ANSWER_MS = 1200;

export type DatabaseHealth = {
  isUp(): boolean;
  /** False for a standby and for a database that has been set read-only, too. */
  isWritable(): boolean;
  /** Resolves after the first answer, or the first silence. */
  firstAnswer: Promise<void>;
  /** The same database for readers: refuses at once while it is known to be out or not ready, and lets go of who waits when it goes out. */
  guard(db: Db, isReady: () => boolean): Db;
  close(): Promise<void>;
};

type Pulse = "writable" | "read-only" | "down";

/** Asks the database every second on a connection of its own, so that busy pools say nothing about its health. */
export function watchDatabase(connectionString: string): DatabaseHealth {
  const own = createDb({
    connectionString,
    max: 1,
    applicationName: "holdfast-health",
    acquireTimeoutMs: ANSWER_MS,
    answerTimeoutMs: ANSWER_MS,
  });
  const waiting = new Set<() => void>();
  let state: Pulse = "down";
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const beat = async () => {
    state = await feelPulse(own.db);
    if (state === "down") for (const letGo of waiting) letGo();
    if (!isClosed) timer = setTimeout(() => void beat(), ASK_EVERY_MS);
  };
  const guarded = <T>(work: () => Promise<T>, isReady: () => boolean): Promise<T> => {
    if (state === "down" || !isReady()) return Promise.reject(outage());
    return new Promise<T>((resolve, reject) => {
      const letGo = () => {
        waiting.delete(letGo);
        reject(outage());
      };
      waiting.add(letGo);
      work()
        .then(resolve, (error: unknown) => reject(readerError(error)))
        .finally(() => waiting.delete(letGo));
    });
  };
  return {
    isUp: () => state !== "down",
    isWritable: () => state === "writable",
    firstAnswer: beat(),
    guard(db, isReady) {
      const when = <T>(work: () => Promise<T>) => guarded(work, isReady);
      return {
        query: (text, values, options) => when(() => db.query(text, values, options)),
        one: (text, values, options) => when(() => db.one(text, values, options)),
        tx: (work) => when(() => db.tx(work)),
        answerWithCommit: db.answerWithCommit,
        pipeline: (steps) => when(() => db.pipeline(steps)),
        copyIn: (statement, rows) => when(() => db.copyIn(statement, rows)),
        stream: (text, values, batch) => guardPages(when, db.stream(text, values, batch)),
      };
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await own.close();
    },
  };
}

async function* guardPages<Row>(
  guarded: <T>(work: () => Promise<T>) => Promise<T>,
  pages: AsyncIterable<Row[]>,
): AsyncGenerator<Row[]> {
  const iterator = pages[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await guarded(() => iterator.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

/** What a reader is told: an outage is something to wait for, anything else stays what it is. */
function readerError(error: unknown): Error {
  if (classifyDbFailure(error) === "outage") return outage(error);
  return error instanceof Error ? error : new Error(String(error));
}

function outage(cause?: unknown): AppError {
  return new AppError("UNAVAILABLE", "the database can't be reached; try again", { retryAfterSeconds: 1, cause });
}

/** Silence is asked twice: after a stall of this process the first answer may have come and not been read in time. */
async function feelPulse(db: Db): Promise<Pulse> {
  const first = await readPulse(db);
  const read = first === "silent" ? await readPulse(db) : first;
  return read === "silent" ? "down" : read;
}

async function readPulse(db: Db): Promise<Pulse | "silent"> {
  try {
    const row = await db.one<{ is_read_only: string }>(
      "select current_setting('transaction_read_only') as is_read_only",
    );
    return row?.is_read_only === "off" ? "writable" : "read-only";
  } catch (error) {
    return error instanceof Error && /timeout/.test(error.message) ? "silent" : "down";
  }
}
