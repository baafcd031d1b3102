import { setTimeout as wait } from "node:timers/promises";
import { RawConnection } from "../load/raw-client";
import { toRequest } from "../load/requests";
import type { Book } from "./book";

/** Existing clients give a request up after this long. */
const TIMEOUT_MS = 5000;
const PAUSE_MS = 50;

export type Unit = {
  markers: string[];
  path: string;
  body: string;
  /** The server recognises it when it comes again: a batch, or an event with an id of the client's. */
  isRecognised: boolean;
};

export type Tally = { sent: number; again: number; queued: number };

/** Sends one unit after the other and each one, with the same bytes, until it is acknowledged. */
export async function sendAll(
  port: number,
  units: Iterable<Unit>,
  { book, tally, isOver }: { book: Book; tally: Tally; isOver(): boolean },
): Promise<void> {
  let connection: RawConnection | undefined;
  for (const unit of units) {
    if (isOver()) break;
    const request = toRequest(unit.path, unit.body);
    for (let isFirst = true; ; isFirst = false) {
      if (!isFirst) tally.again++;
      connection = connection?.isOpen ? connection : await open(port);
      const status = await attempt(connection, request);
      tally.sent++;
      if (status === 202) tally.queued++;
      if (status >= 200 && status < 300) break;
      if (status >= 400 && status < 500) throw new Error(`the server refused sound events with ${status}`);
      if (!unit.isRecognised) book.allowOneMore(unit.markers);
      await wait(PAUSE_MS);
    }
    book.acknowledge(unit.markers);
  }
  connection?.close();
}

async function attempt(connection: RawConnection, request: Buffer): Promise<number> {
  try {
    return (await connection.send(request, TIMEOUT_MS)).status;
  } catch {
    return 0;
  }
}

async function open(port: number): Promise<RawConnection> {
  for (;;) {
    try {
      return await RawConnection.open(port);
    } catch {
      await wait(PAUSE_MS);
    }
  }
}
