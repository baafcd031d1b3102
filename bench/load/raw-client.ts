import { connect, type Socket } from "node:net";

export type Answer = { status: number; body: Buffer };
type Pending = { resolve(answer: Answer): void; reject(error: Error): void };

/** One keep-alive connection that does no more than a measurement needs: one request at a time, bodies by their length. */
export class RawConnection {
  private pending: Pending | undefined;
  private chunks: Buffer[] = [];
  private received = 0;
  private expected = -1;
  private bodyAt = 0;
  private status = 0;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.take(chunk));
    socket.on("error", (error) => this.fail(error));
    socket.on("timeout", () => socket.destroy());
    socket.on("close", () => this.fail(new Error("the connection was closed")));
  }

  static open(port: number): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.removeListener("error", reject);
        resolve(new RawConnection(socket));
      });
    });
  }

  send(request: Buffer, timeoutMs?: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) {
        reject(new Error("the connection is closed"));
        return;
      }
      if (timeoutMs !== undefined) this.socket.setTimeout(timeoutMs);
      this.pending = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  private take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
    if (this.expected === -1) this.readHead();
    if (this.expected !== -1 && this.received >= this.expected) this.finish();
  }

  private readHead(): void {
    const bytes = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
    const end = bytes?.indexOf("\r\n\r\n") ?? -1;
    if (bytes === undefined || end === -1) return;
    const head = bytes.toString("latin1", 0, end);
    this.status = Number(head.slice(9, 12));
    this.bodyAt = end + 4;
    this.expected = this.bodyAt + Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  }

  private finish(): void {
    const { status, bodyAt, pending } = this;
    const bytes =
      this.chunks.length === 1 && this.chunks[0] !== undefined ? this.chunks[0] : Buffer.concat(this.chunks);
    this.chunks = [];
    this.received = 0;
    this.expected = -1;
    this.pending = undefined;
    pending?.resolve({ status, body: bytes.subarray(bodyAt) });
  }

  private fail(error: Error): void {
    const { pending } = this;
    this.pending = undefined;
    pending?.reject(error);
  }
}
