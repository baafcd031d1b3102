import { ERROR_MESSAGE_MAX, EVENT_DATA_BYTES_MAX, EventTextMax } from "@/contracts/audit-wire";
import { JSON_DEPTH_MAX } from "@/lib/canonical-json";
import { MEMBERS_MAX } from "@/lib/lossless";
import { SCANNED_BYTES_MAX, scanner, scannerMemory } from "@/lib/scanner";
import { COLUMNS, TEXT_COLUMNS } from "./event-rows";

/** Kinds of fields, as the scanner numbers them. */
const TEXT = 0;
const INTEGER = 1;
const BOOLEAN = 2;

type Field = readonly [name: string, kind: number, bytesMax: number];
const UUID_LENGTH = 36;
const MOMENT_LENGTH_MAX = 64;
const text = (name: keyof typeof EventTextMax): Field => [name, TEXT, EventTextMax[name]];

/** What is read of a sent event, in the order in which the scanner numbers it. */
const FIELDS: readonly Field[] = [
  ["event_id", TEXT, UUID_LENGTH],
  ["version", TEXT, EventTextMax.event_version],
  text("event_type"),
  ["event_timestamp", TEXT, MOMENT_LENGTH_MAX],
  text("event_category"),
  text("event_action"),
  ["event_outcome", TEXT, EventTextMax.event_category],
  text("correlation_id"),
  text("actor_type"),
  text("actor_id"),
  text("actor_ip"),
  text("resource_type"),
  text("resource_id"),
  ["parent_event_id", TEXT, UUID_LENGTH],
  ["parent_event_date", TEXT, MOMENT_LENGTH_MAX],
  text("namespace"),
  text("cluster_name"),
  ["cluster_id", TEXT, EventTextMax.cluster_name],
  text("severity"),
  ["duration_ms", INTEGER, 0],
  text("error_code"),
  ["error_message", TEXT, ERROR_MESSAGE_MAX],
  ["retention_days", INTEGER, 0],
  ["is_sensitive", BOOLEAN, 0],
  ["event_data", TEXT, 0],
];

/** Sources of canonical members that are not the text of a field, as the scanner numbers them. */
const SOURCES: Readonly<Record<string, number>> = {
  event_id: 100,
  received_at: 101,
  is_sensitive: 102,
  duration_ms: 103,
  parent_event_date: 104,
  parent_event_id: 104,
};

/** Members of the canonical form that the content digest covers, in its order: see docs/hash-chain.md. */
const MEMBERS = [
  "actor_id",
  "actor_ip",
  "actor_type",
  "cluster_name",
  "correlation_id",
  "duration_ms",
  "error_code",
  "error_message",
  "event_action",
  "event_category",
  "event_id",
  "event_outcome",
  "event_timestamp",
  "event_type",
  "event_version",
  "is_sensitive",
  "namespace",
  "parent_event_date",
  "parent_event_id",
  "received_at",
  "resource_id",
  "resource_type",
  "severity",
];

/** Columns and members are called as the field is, with one exception. */
function fieldOf(name: string): number {
  return FIELDS.findIndex(([field]) => field === (name === "event_version" ? "version" : name));
}

const ENTRY_BYTES = Number(scanner.entryBytes.value);
const ENTRY_TEXT_AT = 16;

function writeEntry(table: WebAssembly.Global, index: number, words: readonly number[], written = ""): void {
  const at = Number(table.value) + index * ENTRY_BYTES;
  words.forEach((word, place) => {
    scannerMemory.writeUInt32LE(word, at + place * 4);
  });
  scannerMemory.write(written, at + ENTRY_TEXT_AT, "latin1");
}

scanner.setLimits(JSON_DEPTH_MAX, EVENT_DATA_BYTES_MAX, MEMBERS_MAX);
scanner.setTables(FIELDS.length, MEMBERS.length, TEXT_COLUMNS.length, COLUMNS.length);
FIELDS.forEach(([name, kind, bytesMax], index) => {
  const next = (index + 1) % FIELDS.length;
  writeEntry(scanner.fieldsAt, index, [kind, bytesMax, name.length + 2, next], `"${name}"`);
});
MEMBERS.forEach((name, index) => {
  const literal = `${index === 0 ? "{" : ","}"${name}":`;
  writeEntry(scanner.membersAt, index, [SOURCES[name] ?? fieldOf(name), 0, literal.length], literal);
});
TEXT_COLUMNS.forEach((name, index) => {
  writeEntry(scanner.columnsAt, index, [fieldOf(name)]);
});

/** Words of the spans of an event before and behind those of its text columns. */
const HEAD = 10;
const TAIL = 10;
export const SPAN_WORDS = HEAD + 2 * TEXT_COLUMNS.length + TAIL;

/** Words of the spans of an event. Places are those of a piece's bytes; of a text its place and its length, -1 for none. */
export const Span = {
  row: 0,
  rowEnd: 1,
  fields: 2,
  fieldsEnd: 3,
  eventId: 4,
  receivedAt: 5,
  payload: 6,
  payloadLength: 7,
  retentionDays: 8,
  flags: 9,
  texts: HEAD,
  timestamp: SPAN_WORDS - TAIL,
  duration: SPAN_WORDS - TAIL + 2,
  ownId: SPAN_WORDS - TAIL + 4,
  parentId: SPAN_WORDS - TAIL + 6,
  parentDate: SPAN_WORDS - TAIL + 8,
} as const;

export const Flag = { isAscii: 1, isSensitive: 2, mayBeIndexed: 4 } as const;

/** What was written of some events: bytes, and where the parts of each stand. */
export type Piece = { bytes: Buffer; spans: Int32Array };

export type Scan = {
  piece: Piece;
  events: number;
  /** Where reading goes on. */
  at: number;
  /** The last event was followed by a comma. */
  areToCome: boolean;
  /** Nothing but white space is left. */
  isAtEnd: boolean;
};

const IN_AT = Number(scanner.inAt.value);
const OUT_AT = Number(scanner.outAt.value);
const spanWords = new Int32Array(scannerMemory.buffer, Number(scanner.spansAt.value));
/** So much is read at a time, unless an event is longer. */
const WINDOW_BYTES = 64 * 1024;
const EVENTS_MAX = 64;

/** Takes a mark and what is white around it; gives the place behind it, or -1 when another one stands there. */
export function takeMark(body: Buffer, at: number, mark: number): number {
  const isWhite = (byte: number | undefined) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
  let place = at;
  while (isWhite(body[place])) place++;
  if (body[place] !== mark) return -1;
  place++;
  while (isWhite(body[place])) place++;
  return place;
}

/** Reads the next events from `at` on; none when the first of them is refused. */
export function scanPiece(body: Buffer, at: number): Scan {
  let window = WINDOW_BYTES;
  for (;;) {
    const end = Math.min(body.length, at + window);
    body.copy(scannerMemory, IN_AT, at, end);
    scanner.begin(end - at);
    const isWhole = end === body.length;
    const events = scanner.events(EVENTS_MAX, isWhole ? 1 : 0);
    if (events > 0 || isWhole || window >= SCANNED_BYTES_MAX) return take(events, at, isWhole);
    window = Math.min(window * 4, SCANNED_BYTES_MAX);
  }
}

function take(events: number, at: number, isWhole: boolean): Scan {
  const bytes = Buffer.allocUnsafe(scanner.written());
  scannerMemory.copy(bytes, 0, OUT_AT, OUT_AT + bytes.length);
  const spans = spanWords.slice(0, events * SPAN_WORDS);
  const next = at + scanner.position();
  return {
    piece: { bytes, spans },
    events,
    at: next,
    areToCome: scanner.areToCome() === 1,
    isAtEnd: isWhole && scanner.isAtEnd() === 1,
  };
}
