import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { AppError } from "@/lib/errors";
import { giveBuffer, takeBuffer } from "@/server/infra/buffer-pool";

const MIB = 1024 * 1024;
/** All bodies being read or worked on in this process together. */
const BUDGET_BYTES = 128 * MIB;
/** A sender that has begun and is silent for so long is cut off: what it has sent would be held in vain. */
const SILENCE_MS = 10_000;
/** How much of a refused body is still read before its connection is cut. */
const DROPPED_BYTES_MAX = 64 * MIB;
const BYTE_ORDER_MARK = Buffer.from("\ufeff");

let bytesInUse = 0;

/** Bytes of request bodies held right now, for the metrics. */
export function bodyBytesInUse(): number {
  return bytesInUse;
}

/** A body in valid UTF-8, of which nothing may be kept but copies; whoever needs it as a text has one made. */
export class Body {
  constructor(readonly bytes: Buffer) {}

  get text(): string {
    return this.bytes.toString();
  }
}

/** The sender went, or sent what is no HTTP: nobody is there to be answered. */
export class CutOff extends Error {}

type Incoming = Pick<IncomingMessage, "headers"> & Readable;

/**
 * Reads a JSON body and calls `work` with it; its bytes count against the process's budget from their arrival until `work`
 * ends. A declared length that has no room is refused before it is read, and takes none: it may never come.
 * Refuses other media types (400, as existing clients expect), content codings (415), more than `maxBytes` (413),
 * a full budget (503) and bytes that are not UTF-8 (400).
 */
export async function withBody<T>(incoming: Incoming, maxBytes: number, work: (body: Body) => Promise<T>): Promise<T> {
  const declared = checkHeaders(incoming, maxBytes);
  const claim = new Claim();
  let body: Body | undefined;
  try {
    claim.check(declared ?? 0);
    body = await read(incoming, { declared, maxBytes, claim });
    return await work(body);
  } finally {
    claim.release();
    if (body !== undefined) giveBuffer(body.bytes);
  }
}

class Claim {
  #claimed = 0;

  /** Raises the claim to `bytes`. */
  grow(bytes: number): void {
    this.check(bytes);
    bytesInUse += bytes - this.#claimed;
    this.#claimed = bytes;
  }

  /** Whether it could be raised to that. */
  check(bytes: number): void {
    if (bytesInUse + bytes - this.#claimed > BUDGET_BYTES) {
      throw new AppError("UNAVAILABLE", "too many large requests are in work; try again", { retryAfterSeconds: 1 });
    }
  }

  release(): void {
    bytesInUse -= this.#claimed;
    this.#claimed = 0;
  }
}

/** Gives the declared length, if there is one. */
function checkHeaders({ headers }: Incoming, maxBytes: number): number | undefined {
  const coding = headers["content-encoding"];
  if (coding !== undefined && coding !== "identity") {
    throw new AppError("UNSUPPORTED_MEDIA", `Content-Encoding ${coding} is not accepted; send the body uncompressed`);
  }
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new AppError("VALIDATION", "Content-Type must be application/json", {
      fieldErrors: [{ path: "Content-Type", message: "must be application/json" }],
    });
  }
  const declared = headers["content-length"];
  if (declared === undefined) return undefined;
  if (Number(declared) > maxBytes) throw tooLarge(maxBytes);
  return Number(declared);
}

type Bounds = { declared: number | undefined; maxBytes: number; claim: Claim };

async function read(incoming: Incoming, { declared, maxBytes, claim }: Bounds): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  await eachChunk(incoming, (chunk) => {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    claim.grow(size);
    chunks.push(chunk);
    return declared === undefined || size < declared;
  }).catch((error: unknown) => {
    chunks.length = 0;
    throw error;
  });
  const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : joined(chunks, size);
  if (!isUtf8(bytes)) throw unreadable("is not valid UTF-8");
  if (bytes.subarray(0, 3).equals(BYTE_ORDER_MARK))
    throw unreadable("begins with a byte order mark; send UTF-8 without one");
  return new Body(bytes);
}

function joined(chunks: readonly Buffer[], size: number): Buffer {
  const whole = takeBuffer(size);
  let at = 0;
  for (const chunk of chunks) at += chunk.copy(whole, at);
  return whole;
}

/**
 * What `for await` does, without its cost for the one chunk that most requests have. `take` says whether more is to come: then
 * the sender's silence is timed.
 */
function eachChunk(incoming: Incoming, take: (chunk: Buffer) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let isWhole = false;
    let silence: NodeJS.Timeout | undefined;
    const end = () => clearTimeout(silence);
    incoming.on("data", function takeNext(chunk: Buffer) {
      try {
        const isMoreToCome = take(chunk);
        if (silence !== undefined) silence.refresh();
        else if (isMoreToCome) silence = setTimeout(() => incoming.destroy(), SILENCE_MS);
      } catch (error) {
        end();
        dropRest(incoming);
        incoming.removeListener("data", takeNext);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    incoming.once("end", () => {
      isWhole = true;
      end();
      resolve();
    });
    incoming.once("error", (cause) => reject(new CutOff(cause.message, { cause })));
    incoming.once("close", () => {
      end();
      if (!isWhole) reject(new CutOff("the request ended before its body"));
    });
  });
}

/** A sender that is cut off while it still writes never reads why: the rest goes by, unkept, and the time of a request bounds it. */
function dropRest(incoming: Incoming): void {
  let left = DROPPED_BYTES_MAX;
  incoming.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) incoming.destroy();
  });
}

function unreadable(why: string): AppError {
  return new AppError("VALIDATION", `the body ${why}`, { slug: "invalid_request", title: "Invalid Request" });
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("TOO_LARGE", `the body may have ${maxBytes} bytes at most`);
}
