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
  let client: pg.Client | undefined;
  let heardAt = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  let isReported = false;
  let timer: NodeJS.Timeout | undefined;

  const lose = (lost: pg.Client | undefined, err: unknown) => {
    if (client !== lost || isClosed) return;
    client = undefined;
    heardAt = Number.NEGATIVE_INFINITY;
    options.onGap();
    if (!isReported) options.log.warn({ err, channel: options.channel }, "not listening for notices");
    isReported = true;
    lost?.end().catch(() => {});
    clearTimeout(timer);
    timer = setTimeout(() => void connect(), RECONNECT_MS);
  };

  const beat = async (mine: pg.Client) => {
    const askedAt = performance.now();
    try {
      await mine.query("select 1");
    } catch (err) {
      lose(mine, err);
      return;
    }
    if (client !== mine || isClosed) return;
    heardAt = askedAt;
    timer = setTimeout(() => void beat(mine), BEAT_MS);
  };

  const connect = async () => {
    const mine = new pg.Client({
      connectionString: options.connectionString,
      application_name: "holdfast-notices",
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: CONNECT_MS,
      keepAlive: true,
    });
    client = mine;
    mine.on("error", (err) => lose(mine, err));
    mine.on("end", () => lose(mine, new Error("the connection has ended")));
    mine.on("notification", ({ payload }) => options.onNotice(payload ?? ""));
    try {
      await mine.connect();
      await mine.query(`listen ${pg.escapeIdentifier(options.channel)}`);
      // Whatever was announced before this moment was not heard.
      options.onGap();
      isReported = false;
      await beat(mine);
    } catch (err) {
      lose(mine, err);
    }
  };

  void connect();
  return {
    isLive: () => performance.now() - heardAt < LIVE_MS,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
