import pg from "pg";

/** What the driver gives to a query that receives COPY's invitation; its type package leaves the copy messages out. */
type CopyConnection = { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };

/** `COPY … FROM STDIN` with all rows at hand: one message, no stream to manage. */
class CopyIn extends pg.Query {
  constructor(
    statement: string,
    private readonly copyData: Buffer,
    callback: (error: Error | undefined) => void,
  ) {
    super(statement, callback);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.copyData);
    connection.endCopyFrom();
  }
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
