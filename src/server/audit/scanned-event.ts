import { hash } from "node:crypto";
import type { EventOutcome, NewAuditEvent } from "@/contracts/audit";
import { dateOf } from "@/lib/time";
import type { CopyPart } from "@/server/infra/copy-rows";
import { payloadDigest } from "./chain";
import { TEXT_COLUMNS, type TextColumn } from "./event-rows";
import { Flag, type Piece, SPAN_WORDS, Span } from "./event-scanner";
import type { ReadyEvent } from "./ready-event";

const NONE = -1;
const placeOf = (column: TextColumn) => Span.texts + 2 * TEXT_COLUMNS.indexOf(column);
const VERSION = placeOf("event_version");
const TYPE = placeOf("event_type");
const CATEGORY = placeOf("event_category");
const ACTION = placeOf("event_action");
const OUTCOME = placeOf("event_outcome");
const ACTOR_TYPE = placeOf("actor_type");
const ACTOR_ID = placeOf("actor_id");
const ACTOR_IP = placeOf("actor_ip");
const RESOURCE_TYPE = placeOf("resource_type");
const RESOURCE_ID = placeOf("resource_id");
const CORRELATION = placeOf("correlation_id");
const NAMESPACE = placeOf("namespace");
const CLUSTER = placeOf("cluster_name");
const SEVERITY = placeOf("severity");
const ERROR_CODE = placeOf("error_code");
const ERROR_MESSAGE = placeOf("error_message");

/**
 * Fields of an event where the scanner has written them. Most of them are never asked for as texts: they go as bytes into the
 * digest and into the row. What is asked for of every event is made once.
 */
abstract class ScannedFields {
  readonly eventType: string;
  readonly eventCategory: string;
  readonly eventOutcome: EventOutcome;
  readonly eventTimestamp: string;
  readonly correlationId: string;
  readonly retentionDays: number | null;
  readonly isSensitive: boolean;
  readonly eventData: Buffer;
  readonly payloadDigest: string;

  protected constructor(
    readonly piece: Piece,
    readonly at: number,
    known?: ScannedFields,
  ) {
    if (known === undefined) {
      const { bytes, spans } = piece;
      const payload = spans[at + Span.payload] as number;
      const days = spans[at + Span.retentionDays] as number;
      this.eventType = this.required(TYPE);
      this.eventCategory = this.required(CATEGORY);
      this.eventOutcome = this.required(OUTCOME) as EventOutcome;
      this.eventTimestamp = this.required(Span.timestamp);
      this.correlationId = this.required(CORRELATION);
      this.retentionDays = days > 0 ? days : null;
      this.isSensitive = this.has(Flag.isSensitive);
      this.eventData = bytes.subarray(payload, payload + (spans[at + Span.payloadLength] as number));
      this.payloadDigest = payloadDigest(this.eventData);
    } else {
      this.eventType = known.eventType;
      this.eventCategory = known.eventCategory;
      this.eventOutcome = known.eventOutcome;
      this.eventTimestamp = known.eventTimestamp;
      this.correlationId = known.correlationId;
      this.retentionDays = known.retentionDays;
      this.isSensitive = known.isSensitive;
      this.eventData = known.eventData;
      this.payloadDigest = known.payloadDigest;
    }
  }

  get eventVersion(): string {
    return this.required(VERSION);
  }
  get eventAction(): string {
    return this.required(ACTION);
  }
  get actorType(): string {
    return this.required(ACTOR_TYPE);
  }
  get actorId(): string {
    return this.required(ACTOR_ID);
  }
  get actorIp(): string | null {
    return this.text(ACTOR_IP);
  }
  get resourceType(): string {
    return this.required(RESOURCE_TYPE);
  }
  get resourceId(): string {
    return this.required(RESOURCE_ID);
  }
  get parentEventId(): string | null {
    return this.text(Span.parentId)?.toLowerCase() ?? null;
  }
  get namespace(): string | null {
    return this.text(NAMESPACE);
  }
  get clusterName(): string | null {
    return this.text(CLUSTER);
  }
  get severity(): string | null {
    return this.text(SEVERITY);
  }
  get durationMs(): string | null {
    return this.text(Span.duration);
  }
  get errorCode(): string | null {
    return this.text(ERROR_CODE);
  }
  get errorMessage(): string | null {
    return this.text(ERROR_MESSAGE);
  }

  has(flag: number): boolean {
    return ((this.piece.spans[this.at + Span.flags] as number) & flag) !== 0;
  }

  protected text(place: number): string | null {
    const { bytes, spans } = this.piece;
    const length = spans[this.at + place + 1] as number;
    if (length === NONE) return null;
    const from = spans[this.at + place] as number;
    return bytes.toString(this.has(Flag.isAscii) ? "latin1" : "utf8", from, from + length);
  }

  private required(place: number): string {
    return this.text(place) ?? "";
  }
}

/** An event as it was sent, with the defaults of the API. A copy by spread is none: `plainEvent` makes one. */
export class ScannedEvent extends ScannedFields implements NewAuditEvent {
  eventId: string | undefined;
  idFrom: NewAuditEvent["idFrom"];

  constructor(piece: Piece, index: number) {
    super(piece, index * SPAN_WORDS);
    this.eventId = this.text(Span.ownId)?.toLowerCase();
    this.idFrom = undefined;
  }

  get parentEventDate(): string | null {
    return this.text(Span.parentDate);
  }

  /** Whether its row and its canonical fields are written but for its id and its arrival. */
  get isWritten(): boolean {
    const { spans } = this.piece;
    return spans[this.at + Span.parentId + 1] === NONE && spans[this.at + Span.parentDate + 1] === NONE;
  }
}

type Added = Pick<ReadyEvent, "index" | "eventId" | "receivedAt">;

/** The same when it is ready. */
export class ReadyScanned extends ScannedFields implements ReadyEvent {
  index: number;
  readonly idFrom: ReadyEvent["idFrom"];
  readonly eventId: string;
  readonly receivedAt: string;
  readonly eventDate: string;
  readonly parentEventDate = null;
  readonly contentDigest: string;
  readonly row: CopyPart;

  constructor(event: ScannedEvent, { index, eventId, receivedAt }: Added) {
    super(event.piece, event.at, event);
    const { spans } = event.piece;
    this.index = index;
    this.idFrom = event.eventId === undefined ? "server" : (event.idFrom ?? "client");
    this.eventId = eventId;
    this.receivedAt = receivedAt;
    this.eventDate = dateOf(event.eventTimestamp);
    this.contentDigest = this.digest();
    this.row = {
      source: event.piece,
      from: spans[event.at + Span.row] as number,
      to: spans[event.at + Span.rowEnd] as number,
    };
  }

  /** Content digest over what the scanner has written, with what is known by now put into its room. */
  private digest(): string {
    const { bytes, spans } = this.piece;
    const end = spans[this.at + Span.fieldsEnd] as number;
    bytes.write(this.eventId, spans[this.at + Span.eventId] as number, "latin1");
    bytes.write(this.receivedAt, spans[this.at + Span.receivedAt] as number, "latin1");
    const written = bytes.write(this.payloadDigest, end, "hex");
    return hash("sha256", bytes.subarray(spans[this.at + Span.fields], end + written), "hex");
  }
}

/** An event whose fields are its own, for whoever wants to change a copy of it. */
export function plainEvent(event: NewAuditEvent): NewAuditEvent {
  if (!(event instanceof ScannedEvent)) return { ...event };
  return {
    eventId: event.eventId,
    idFrom: event.idFrom,
    eventVersion: event.eventVersion,
    eventTimestamp: event.eventTimestamp,
    eventType: event.eventType,
    eventCategory: event.eventCategory,
    eventAction: event.eventAction,
    eventOutcome: event.eventOutcome,
    actorType: event.actorType,
    actorId: event.actorId,
    actorIp: event.actorIp,
    resourceType: event.resourceType,
    resourceId: event.resourceId,
    correlationId: event.correlationId,
    parentEventId: event.parentEventId,
    parentEventDate: event.parentEventDate,
    namespace: event.namespace,
    clusterName: event.clusterName,
    severity: event.severity,
    durationMs: event.durationMs,
    errorCode: event.errorCode,
    errorMessage: event.errorMessage,
    retentionDays: event.retentionDays,
    isSensitive: event.isSensitive,
    eventData: event.eventData,
  };
}
