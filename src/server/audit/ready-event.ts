import { newId, newIdAt } from "@/lib/ids";
import type { JsonText } from "@/lib/json-text";
import { timestampMs } from "@/lib/time";
import type { CopyPart } from "@/server/infra/copy-rows";
import type { HashedFields } from "./chain";

/** An event that has passed every check and knows its id and digests; only its place in the chain is still open. */
export type ReadyEvent = HashedFields & {
  index: number;
  idFrom: "client" | "replay" | "server";
  eventDate: string;
  retentionDays: number | null;
  eventData: JsonText;
  /** SHA-256, hex. */
  payloadDigest: string;
  contentDigest: string;
  /** Its row but for what its place in the chain decides. */
  row: CopyPart;
};

/** An event with its place in the chain. */
export type ChainedEvent = {
  event: ReadyEvent;
  retentionDays: number;
  chainSeq: number;
  eventHash: string;
  previousEventHash: string | null;
};

const NEAR_MS = 7 * 24 * 60 * 60_000;

/** An event far from now carries its own time in its id, so that each id tells within 8 days where its event lies. */
export function serverId(eventTimestamp: string, nowMs: number): string {
  const atMs = idMoment(eventTimestamp, nowMs);
  return atMs === nowMs ? newId(nowMs) : newIdAt(atMs);
}

/** The moment that an id made now for this event carries, milliseconds since 1970. */
export function idMoment(eventTimestamp: string, nowMs: number): number {
  const atMs = timestampMs(eventTimestamp);
  return Math.abs(nowMs - atMs) <= NEAR_MS ? nowMs : atMs;
}
