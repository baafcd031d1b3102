import type { NewAuditEvent } from "@/contracts/audit";
import {
  type AuditEventFields,
  ERROR_MESSAGE_MAX,
  EVENT_DATA_BYTES_MAX,
  EVENTS_PER_BATCH_MAX,
} from "@/contracts/audit-wire";
import { JSON_DEPTH_MAX } from "@/lib/canonical-json";
import { CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET } from "@/lib/json-marks";
import { JsonScanner } from "@/lib/json-scanner";
import { KeyTable } from "@/lib/key-table";
import { MEMBERS_MAX, NESTED_LENGTH_MAX } from "@/lib/lossless";
import { inSteps } from "@/server/infra/turns";
import { payloadDigest } from "./chain";
import { keepPrepared, oversizedSpecHash } from "./prepare";
import { fieldsOf, hasSoundFields, SENT_NAMES } from "./sound-fields";

type Make = (fields: AuditEventFields, eventData: Buffer) => NewAuditEvent;

/**
 * Sound events out of the bytes of a body, without a value made of any payload: at a third of the cost of the careful way.
 * Undefined as soon as anything is not as it should be, or only unusual: the careful way then names the fault.
 */
export async function scanEvents(
  body: Buffer,
  kind: "single" | "batch",
  make: Make,
): Promise<NewAuditEvent[] | undefined> {
  const scanner = new JsonScanner(body);
  if (kind === "batch" && !scanner.takes(OPEN_BRACKET)) return undefined;
  const events: NewAuditEvent[] = [];
  let isSound = false;
  await inSteps(() => {
    const event = events.length < EVENTS_PER_BATCH_MAX ? scanEvent(scanner, make) : undefined;
    if (event === undefined) return false;
    events.push(event);
    if (kind === "batch" && scanner.takes(COMMA)) return true;
    isSound = (kind === "single" || scanner.takes(CLOSE_BRACKET)) && scanner.isAtEnd();
    return false;
  });
  return isSound ? events : undefined;
}

function scanEvent(scanner: JsonScanner, make: Make): NewAuditEvent | undefined {
  const payload = scanMembers(scanner);
  if (payload === undefined || oversizedSpecHash(payload) !== undefined) return undefined;
  const fields = fieldsOf(values);
  if (!hasSoundFields(fields)) return undefined;
  const event = make(fields, payload);
  keepPrepared(event, payloadDigest(payload));
  return event;
}

const table = new KeyTable(SENT_NAMES);
const PAYLOAD = SENT_NAMES.length - 1;
/** The longest field if each of its characters is escaped, and its quotes. */
const FIELD_BYTES_MAX = ERROR_MESSAGE_MAX * 6 + 2;
/** Values of the event that is being read, by place of their names. Nothing waits between the first and the last. */
const values: unknown[] = SENT_NAMES.map(() => undefined);

/** The payload; everything else goes into `values`. */
function scanMembers(scanner: JsonScanner): Buffer | undefined {
  if (!scanner.takes(OPEN_BRACE)) return undefined;
  values.fill(undefined);
  let payload: Buffer | undefined;
  let seen = 0;
  let count = 0;
  do {
    const place = scanner.key(table);
    if (place === undefined || ++count > MEMBERS_MAX) return undefined;
    if (place === -1) {
      if (!scanner.skip(JSON_DEPTH_MAX, NESTED_LENGTH_MAX)) return undefined;
      continue;
    }
    // Of a name that is there twice the last one counts, and the careful way finds it.
    if ((seen & (1 << place)) !== 0) return undefined;
    seen |= 1 << place;
    const value = place === PAYLOAD ? scanObject(scanner) : scanner.plain(FIELD_BYTES_MAX);
    if (value === undefined) return undefined;
    if (Buffer.isBuffer(value)) payload = value;
    else values[place] = value;
  } while (scanner.takes(COMMA));
  return scanner.takes(CLOSE_BRACE) ? payload : undefined;
}

function scanObject(scanner: JsonScanner): Buffer | undefined {
  return scanner.peek() === OPEN_BRACE ? scanner.canonical(JSON_DEPTH_MAX, EVENT_DATA_BYTES_MAX) : undefined;
}
