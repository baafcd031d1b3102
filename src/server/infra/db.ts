import { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";
import { copyIn } from "./db-copy";
import { createPipelines, type Step } from "./db-pipeline";
import { isConsequence, pause, retryDelayMs, shouldRetry } from "./db-retry";
import { textTypes } from "./db-types";

export type QueryOptions = {
  /** A stable name makes the server keep the prepared statement for the life of the connection. */
  name?: string;
};

export type TxOptions = {
  /** How often the work is tried when PostgreSQL refuses it for a conflict. */
  attempts?: number;
};

export type Db = {
  query<Row>(text: string, values?: readonly unknown[], options?: QueryOptions): Promise<Row[]>;
  one<Row>(text: string, values?: readonly unknown[], options?: QueryOptions): Promise<Row | undefined>;
  /** One transaction. A `tx` inside joins it, and so does every statement of this Db while `work` runs. */
  tx<T>(work: (tx: Db) => Promise<T>, options?: TxOptions): Promise<T>;
  /**
   * Leaves a statement of the open transaction unanswered until the commit, which is sent right behind it. If it fails,
   * PostgreSQL refuses whatever follows and the transaction fails with that first cause.
   */
  answerWithCommit(sent: Promise<unknown>): void;
  /** `COPY … FROM STDIN (FORMAT binary)` of `CopyRows`. */
  copyIn(statement: string, rows: Buffer): Promise<void>;
  /**
   * Statements in one round trip and one transaction of their own; nothing they give back is read. What must not be taken
   * for granted is checked by a step that fails.
   */
  pipeline(steps: readonly Step[]): Promise<void>;
  /** Pages of a result by a server-side cursor, in a read-only snapshot of its own unless a transaction is open. */
  stream<Row>(text: string, values: readonly unknown[], batch: number): AsyncIterable<Row[]>;
};

export type DbOptions = {
  connectionString: string;
  max: number;
  applicationName: string;
  statementTimeoutMs?: number;
  lockTimeoutMs?: number;
  /** How long a transaction may stand still before the server ends it, so that a process that hangs keeps no lock. */
  idleTransactionMs?: number;
  /** How long this process waits for an answer before it gives the connection up, whatever the server does. */
  answerTimeoutMs?: number;
  /** How long a caller waits for a free or new connection. */
  acquireTimeoutMs?: number;
  /** Further settings of each session, by their names in PostgreSQL. */
  settings?: Readonly<Record<string, string>>;
  onIdleError?: (error: Error) => void;
};

export type DbHandle = {
  db: Db;
  /**
   * The same connections without the search for an open transaction: only what goes through the `tx` that work is given
   * belongs to it. Following asynchronous calls costs each promise of the process about a microsecond from the first time on.
   */
  explicitDb: Db;
  pool: pg.Pool;
  /** Connection of the transaction that is open in this asynchronous context. */
  openClient(): pg.PoolClient | undefined;
  close(): Promise<void>;
};

/** A transaction that is open in this asynchronous context. It stops counting once its client is given back. */
type OpenTransaction = {
  client: pg.PoolClient;
  isOpen: boolean;
  cursors: number;
  unanswered: Promise<unknown>[];
  /** Why the first statement failed that did. */
  failure?: unknown;
};

export function createDb(options: DbOptions): DbHandle {
  const pool = new pg.Pool(poolConfig(options));
  pool.on("error", options.onIdleError ?? ignoreError);
  // A connection that is lost between two statements of a transaction has no query to fail: without a listener of
  // its own it would end the process.
  pool.on("connect", (client) => client.on("error", ignoreError));
  const current = new AsyncLocalStorage<OpenTransaction>();
  const open = () => openOnly(current.getStore());
  const runPipeline = createPipelines(pool);
  const db: Db = createPooledDb(pool, {
    runPipeline,
    open,
    run: (transaction, work) => current.run(transaction, () => work(db)),
  });
  return {
    db,
    explicitDb: createPooledDb(pool, {
      runPipeline,
      open: () => undefined,
      run: (transaction, work) => work(within(pool, transaction)),
    }),
    pool,
    openClient: () => open()?.client,
    close: () => pool.end(),
  };
}

function openOnly(transaction: OpenTransaction | undefined): OpenTransaction | undefined {
  return transaction?.isOpen ? transaction : undefined;
}

/** How a transaction is found again by the statements of the work in it. */
type Scope = {
  runPipeline: Db["pipeline"];
  open(): OpenTransaction | undefined;
  run<T>(transaction: OpenTransaction, work: (tx: Db) => Promise<T>): Promise<T>;
};

/** A `tx` that is its transaction's for good: afterwards it is of no use. */
function within(pool: pg.Pool, transaction: OpenTransaction): Db {
  const open = () => {
    if (!transaction.isOpen) throw new Error("the transaction has ended");
    return transaction;
  };
  return createPooledDb(pool, { runPipeline: refusePipeline, open, run: (_, work) => work(within(pool, transaction)) });
}

const refusePipeline = () => Promise.reject(new Error("a pipeline is a transaction of its own"));

function createPooledDb(pool: pg.Pool, scope: Scope): Db {
  const { open, runPipeline } = scope;
  const db: Db = {
    query: async <Row>(text: string, values: readonly unknown[] = [], options: QueryOptions = {}) =>
      rows<Row>(await send(pool, open(), statement(text, values, options))),
    one: async <Row>(text: string, values?: readonly unknown[], options?: QueryOptions) =>
      (await db.query<Row>(text, values, options))[0],
    tx: (work, options) => (open() ? work(db) : runTransaction(pool, scope, work, options)),
    copyIn: async (statement, rows) => {
      const transaction = open();
      if (transaction) await noting(transaction, copyIn(transaction.client, statement, rows));
      else await db.tx((tx) => tx.copyIn(statement, rows));
    },
    pipeline: (steps) => (open() ? refusePipeline() : runPipeline(steps)),
    answerWithCommit: (sent) => leaveUnanswered(open(), sent),
    stream: (text, values, batch) => streamRows(pool, open(), { text, values, batch }),
  };
  return db;
}

async function runTransaction<T>(
  pool: pg.Pool,
  scope: Scope,
  work: (tx: Db) => Promise<T>,
  { attempts = Number.POSITIVE_INFINITY }: TxOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await runOnce(pool, scope, work);
    } catch (error) {
      if (attempt >= attempts || !shouldRetry(error, attempt)) throw error;
      await pause(retryDelayMs(attempt));
    }
  }
}

async function runOnce<T>(pool: pg.Pool, scope: Scope, work: (tx: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const transaction: OpenTransaction = { client, isOpen: true, cursors: 0, unanswered: [] };
  try {
    // Alone, since what travels behind a failed one would be committed by itself.
    await client.query("begin");
    const result = await scope.run(transaction, work);
    const [committed] = await Promise.all([client.query("commit"), ...transaction.unanswered]);
    assertCommitted(committed);
    transaction.isOpen = false;
    client.release();
    return result;
  } catch (error) {
    transaction.isOpen = false;
    // Statements travel together, so what a caller hears of first may be what came of another one's failure.
    const cause = isConsequence(error) ? (transaction.failure ?? error) : error;
    client.release(await rollBack(client, cause));
    throw cause;
  }
}

function leaveUnanswered(transaction: OpenTransaction | undefined, sent: Promise<unknown>): void {
  if (transaction === undefined) throw new Error("there is no transaction whose commit could answer this statement");
  transaction.unanswered.push(sent);
  // It is heard of at the commit, or not at all when the work fails before.
  sent.catch(ignoreError);
}

function send(pool: pg.Pool, transaction: OpenTransaction | undefined, query: pg.QueryConfig): Promise<pg.QueryResult> {
  return transaction === undefined ? pool.query(query) : noting(transaction, transaction.client.query(query));
}

async function noting<T>(transaction: OpenTransaction, sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    transaction.failure ??= error;
    throw error;
  }
}

/** PostgreSQL answers "commit" with ROLLBACK after a statement whose failure somebody swallowed. */
function assertCommitted(result: pg.QueryResult): void {
  if (result.command !== "COMMIT") throw new Error("The transaction was rolled back: a failed statement was ignored.");
}

/**
 * A client that can't even roll back is broken: the returned error makes the pool throw it away. So is one whose
 * statement was not answered in time, and asking it for anything else would take as long again.
 */
async function rollBack(client: pg.PoolClient, cause?: unknown): Promise<Error | undefined> {
  if (isUnanswered(cause)) return cause;
  try {
    await client.query("rollback");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

type StreamQuery = { text: string; values: readonly unknown[]; batch: number };

async function* streamRows<Row>(
  pool: pg.Pool,
  transaction: OpenTransaction | undefined,
  query: StreamQuery,
): AsyncGenerator<Row[]> {
  if (transaction) {
    const name = `stream_${++transaction.cursors}`;
    yield* fetchPages<Row>(transaction.client, name, query);
    await transaction.client.query(`close ${name}`);
    return;
  }
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query("begin isolation level repeatable read read only");
    yield* fetchPages<Row>(client, "stream_1", query);
  } finally {
    failure = await rollBack(client);
    client.release(failure);
  }
}

async function* fetchPages<Row>(client: pg.PoolClient, name: string, query: StreamQuery): AsyncGenerator<Row[]> {
  const count = Math.max(1, Math.trunc(query.batch));
  await client.query(`declare ${name} no scroll cursor for ${query.text}`, [...query.values]);
  for (;;) {
    const page = rows<Row>(await client.query(`fetch ${count} from ${name}`));
    if (page.length > 0) yield page;
    if (page.length < count) return;
  }
}

function statement(text: string, values: readonly unknown[], options: QueryOptions): pg.QueryConfig {
  return { text, values: [...values], name: options.name };
}

/** The one cast of the data layer: a `sql.ts` states the row type beside the statement that selects it. */
function rows<Row>(result: { rows: unknown[] }): Row[] {
  return result.rows as Row[];
}

function poolConfig(options: DbOptions): pg.PoolConfig {
  return {
    connectionString: withSessionSettings(options),
    max: options.max,
    application_name: options.applicationName,
    statement_timeout: options.statementTimeoutMs,
    lock_timeout: options.lockTimeoutMs,
    idle_in_transaction_session_timeout: options.idleTransactionMs,
    query_timeout: options.answerTimeoutMs,
    connectionTimeoutMillis: options.acquireTimeoutMs ?? 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types: textTypes,
    // Statements are sent when they are asked for, not when the one before is answered.
    pipeline: true,
  };
}

/** Times leave the server in UTC whatever the role's or the database's own setting is. */
function withSessionSettings({ connectionString, settings }: DbOptions): string {
  const url = new URL(connectionString);
  const given = url.searchParams.get("options");
  const all = Object.entries({ TimeZone: "UTC", DateStyle: "ISO", ...settings });
  url.searchParams.set(
    "options",
    [given, ...all.map(([name, value]) => `-c ${name}=${value}`)].filter(Boolean).join(" "),
  );
  return url.href;
}

function isUnanswered(error: unknown): error is Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && cause.message === "Query read timeout";
}

/** The pool drops a broken connection by itself; the next statement opens another one. */
function ignoreError(): void {}
