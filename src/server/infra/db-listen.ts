import pg from "pg";
import type { Log } from "./log";

const BEAT_MS = 300;
/** Without a sign of life for so long, a notice may have been missed. */
const LIVE_MS = 900;
const RECONNECT_MS = 500;
const CONNECT_MS = 2000;

export type Notices = {
  /** Whether everything that was announced up to a moment ago has been heard. */
  isLive(): boolean;
  close(): Promise<void>;
};

export type ListenOptions = {
  connectionString: string;
  channel: string;
  log: Log;
  onNotice(payload: string): void;
  /** Notices may have been missed: whatever rests on having heard them no longer does. */
  onGap(): void;
};

/**
 * Listens on a channel with a connection of its own that is opened anew whenever it is lost. A question every 300 ms
 * tells a silent connection from a dead one, whose end TCP would report after minutes only.
 */
export function listen(options: ListenOptions): Notices {
  const listener = new Listener(options);
  void listener.connect();
  return { isLive: () => listener.isLive(), close: () => listener.close() };
}

class Listener {
  #client: pg.Client | undefined;
  #heardAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;
  #isReported = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ListenOptions) {}

  isLive(): boolean {
    return performance.now() - this.#heardAt < LIVE_MS;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => {});
  }

  async connect(): Promise<void> {
    const client = this.#newClient();
    this.#client = client;
    try {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(this.options.channel)}`);
      // Whatever was announced before this moment was not heard.
      this.options.onGap();
      this.#isReported = false;
      await this.#beat(client);
    } catch (err) {
      this.#lose(client, err);
    }
  }

  #newClient(): pg.Client {
    const client = new pg.Client({
      connectionString: this.options.connectionString,
      application_name: "holdfast-notices",
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: CONNECT_MS,
      keepAlive: true,
    });
    client.on("error", (err) => this.#lose(client, err));
    client.on("end", () => this.#lose(client, new Error("the connection has ended")));
    client.on("notification", ({ payload }) => this.options.onNotice(payload ?? ""));
    return client;
  }

  async #beat(client: pg.Client): Promise<void> {
    const askedAt = performance.now();
    try {
      await client.query("select 1");
    } catch (err) {
      this.#lose(client, err);
      return;
    }
    if (this.#client !== client || this.#isClosed) return;
    this.#heardAt = askedAt;
    this.#timer = setTimeout(() => void this.#beat(client), BEAT_MS);
  }

  #lose(client: pg.Client, err: unknown): void {
    if (this.#client !== client || this.#isClosed) return;
    this.#client = undefined;
    this.#heardAt = Number.NEGATIVE_INFINITY;
    this.options.onGap();
    const { log, channel } = this.options;
    if (!this.#isReported) log.warn({ err, channel }, "not listening for notices");
    this.#isReported = true;
    client.end().catch(() => {});
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.connect(), RECONNECT_MS);
  }
}
