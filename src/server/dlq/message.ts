import { z } from "zod";
import type { DlqKind } from "./keys";

/** What an entry carries. `payload` is JSON text, opaque to the queue. */
export type DlqMessage = {
  kind: DlqKind;
  payload: string;
  /** RFC 3339; backoff counts from it. */
  timestamp: string;
  retryCount: number;
  lastError: string;
};

const TYPE_OF: Record<DlqKind, string> = { events: "audit_event", notifications: "notification_audit" };
const LAST_ERROR_MAX = 256;

const Envelope = z.object({
  type: z.string(),
  timestamp: z.string(),
  retry_count: z.number().int().min(0).default(0),
  last_error: z.string().default(""),
});

/** The one field `message` of an entry. The payload is a nested object, as the former service writes it. */
export function encodeMessage(message: DlqMessage): string {
  const { kind, payload, timestamp, retryCount, lastError } = message;
  const rest = JSON.stringify({ timestamp, retry_count: retryCount, last_error: lastError.slice(0, LAST_ERROR_MAX) });
  return `{"type":"${TYPE_OF[kind]}","payload":${payload},${rest.slice(1)}`;
}

/** Undefined for text that is no message of this kind: such an entry can only go to the dead letters. */
export function decodeMessage(kind: DlqKind, text: string): DlqMessage | undefined {
  const value = parseJson(text);
  const envelope = Envelope.safeParse(value);
  if (!envelope.success || envelope.data.type !== TYPE_OF[kind]) return undefined;
  const payload = payloadText(text, value);
  if (payload === undefined) return undefined;
  const { timestamp, retry_count, last_error } = envelope.data;
  return { kind, payload, timestamp, retryCount: retry_count, lastError: last_error };
}

/** The payload may be nested JSON or a string of JSON. Its own bytes are cut out, so that no number in it is rounded. */
function payloadText(text: string, value: unknown): string | undefined {
  const payload = value instanceof Object && "payload" in value ? value.payload : undefined;
  if (typeof payload === "string") return payload;
  if (!(payload instanceof Object)) return undefined;
  const prefix = /^\{"type":"[a-z_]+","payload":/.exec(text)?.[0];
  const suffix = prefix === undefined ? -1 : text.lastIndexOf(',"timestamp":');
  const cut = prefix === undefined || suffix < 0 ? undefined : text.slice(prefix.length, suffix);
  return cut !== undefined && parseJson(cut) !== undefined ? cut : JSON.stringify(payload);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
