import pg from "pg";
import { copyMessages } from "./db-copy";
import { isTransientConflict } from "./db-failure";

/** A statement with its parameters as PostgreSQL reads them. A connection keeps it prepared under its name. */
export type Statement = { name: string; text: string; values: readonly string[] };

/** Sends one by itself, or as part of an open transaction. */
export function send<Row>(db: Asks, { name, text, values }: Statement): Promise<Row[]> {
  return db.query<Row>(text, values, { name });
}

type Asks = { query<Row>(text: string, values: readonly unknown[], options: { name: string }): Promise<Row[]> };

/** A statement, or a COPY with its rows. */
export type Step = Statement | { name: string; text: string; rows: Buffer };

/** A connection that pipelines share as long as one of them is under way. */
type Line = { client: Promise<pg.PoolClient>; underWay: number; isBroken: boolean };

/**
 * Runs steps in one round trip and one transaction: PostgreSQL takes what stands before one Sync as a whole, skips what
 * follows a step that fails, and commits at the Sync. Nothing that a step gives back is read. Pipelines share a connection:
 * there, each begins when the one sent before it has ended.
 */
export function createPipelines(pool: pg.Pool): (steps: readonly Step[]) => Promise<void> {
  let current: Line | undefined;
  const leave = (line: Line) => {
    if (current === line) current = undefined;
  };
  return async (steps) => {
    current ??= { client: pool.connect(), underWay: 0, isBroken: false };
    const line = current;
    line.underWay++;
    try {
      await run(await line.client, steps);
    } catch (error) {
      // What a conflict leaves behind is known. After anything else nothing more is sent over this connection.
      if (!isTransientConflict(error)) {
        line.isBroken = true;
        leave(line);
      }
      throw error;
    } finally {
      line.underWay--;
      if (line.underWay === 0) {
        leave(line);
        line.client.then((client) => client.release(line.isBroken), ignoreError);
      }
    }
  };
}

async function run(client: pg.PoolClient, steps: readonly Step[]): Promise<void> {
  const prepared = steps.flatMap((step) => prepare(client, step));
  await Promise.all([...prepared, submit(client, (done) => new Pipeline(steps, done))]);
}

/** Whoever waited for the connection has been told. */
function ignoreError(): void {}

type Done = (error?: Error | null) => void;

function submit(client: pg.PoolClient, query: (done: Done) => pg.Query): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(query((error) => (error ? reject(error) : resolve())));
  });
}

/** The driver's own record of what a connection has prepared, of which its types don't tell. */
type Prepared = Record<"parsedStatements" | "submittedNamedStatements", Record<string, string | undefined>>;

/** Prepares a statement that this connection has not met, by itself: it stays prepared whatever becomes of the steps. */
function prepare(client: pg.PoolClient, { name, text }: Step): Promise<void>[] {
  const known = client.connection as pg.Connection & Prepared;
  if (known.parsedStatements[name] !== undefined || known.submittedNamedStatements[name] !== undefined) return [];
  return [submit(client, (done) => new Prepare(name, text, done))];
}

class Prepare extends pg.Query {
  constructor(
    private readonly name: string,
    private readonly text: string,
    done: Done,
  ) {
    super({ name, text, values: [] }, done);
  }

  override submit = (connection: pg.Connection): void => {
    (connection as pg.Connection & Prepared).submittedNamedStatements[this.name] = this.text;
    connection.parse({ name: this.name, text: this.text, types: [] }, false);
    connection.sync();
  };
}

class Pipeline extends pg.Query {
  constructor(
    private readonly steps: readonly Step[],
    done: Done,
  ) {
    super("", done);
  }

  override submit = (connection: pg.Connection): void => {
    const { stream } = connection;
    stream.cork();
    for (const step of this.steps) {
      const values = "values" in step ? [...step.values] : [];
      connection.bind({ statement: step.name, values }, false);
      connection.execute(null, false);
      if ("rows" in step) for (const message of copyMessages(step.rows)) stream.write(message);
    }
    connection.sync();
    stream.uncork();
  };

  /** The invitation to send rows comes when they are on their way. */
  handleCopyInResponse(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
}
