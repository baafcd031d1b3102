import pg from "pg";

const COPY_DATA = 0x64;
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);

/**
 * `COPY … FROM STDIN` with all rows at hand: one message, no stream to manage, and no copy of it in the driver. The rows
 * don't wait for the server's invitation: one that refuses the statement drops them, as its protocol says.
 */
class CopyIn extends pg.Query {
  constructor(
    private readonly statement: string,
    private readonly copyData: Buffer,
    callback: (error: Error | undefined) => void,
  ) {
    super(statement, callback);
  }

  override submit = (connection: pg.Connection): void => {
    const { stream } = connection;
    stream.cork();
    connection.query(this.statement);
    for (const message of copyMessages(this.copyData)) stream.write(message);
    stream.uncork();
  };

  /** The invitation comes when the rows are on their way. */
  handleCopyInResponse(): void {}
}

/** All rows as one message, and the end. */
export function copyMessages(rows: Buffer): Buffer[] {
  const header = Buffer.alloc(5);
  header.writeUInt8(COPY_DATA);
  header.writeUInt32BE(rows.length + 4, 1);
  return [header, rows, COPY_DONE];
}

export function copyIn(client: pg.ClientBase, statement: string, rows: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(statement, rows, (error) => (error ? reject(error) : resolve())));
  });
}

const special = /[\\\n\r\t]/;
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** One field of COPY's text format. */
export function copyField(value: string | null): string {
  if (value === null) return "\\N";
  return special.test(value) ? value.replace(/[\\\n\r\t]/g, (character) => escapes[character] ?? character) : value;
}
