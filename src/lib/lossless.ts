import { NUMBER_LENGTH_MAX } from "./canonical-number";
import { AppError } from "./errors";
import { joinPath } from "./json-path";
import { parseFailure } from "./json-reader";

/**
 * One event as it was sent. `eventData` is the sender's own text of that member, byte for byte; undefined when it was not sent.
 * A nested value of any other member is there without its content.
 */
export type SentEvent = { fields: Readonly<Record<string, unknown>>; eventData: string | undefined };
export type SentEvents = { events: SentEvent[]; isArray: boolean };

/**
 * Splits a body (one event, or an array of events) without letting a payload pass through `JSON.parse`.
 * Fields are parsed natively; payloads are only cut out here and are checked when their canonical form is made.
 * Of more than `eventsMax` events one too many is given, and nobody looks at the rest.
 */
export function parseEventBody(text: string, eventsMax = Number.POSITIVE_INFINITY): SentEvents {
  const cutter = new Cutter(text);
  const isArray = cutter.next() === "[";
  const events = isArray ? cutter.array(eventsMax) : [cutter.event("")];
  if (events.length <= eventsMax) cutter.end();
  return { events, isArray };
}

const PAYLOAD_KEY = "event_data";
/** What is no field of an event may be as long, in characters, and so may a payload that another one replaces. */
export const NESTED_LENGTH_MAX = 4 * 1024 * 1024;
/** An event has some thirty fields; what else is there is ignored, but not without end. */
export const MEMBERS_MAX = 1000;

/** Walks the two outer levels strictly; whatever it cuts out below is parsed, and so checked, by somebody else. */
class Cutter {
  private at = 0;

  constructor(private readonly text: string) {}

  /** The next character that isn't white space, not yet taken. */
  next(): string | undefined {
    while (isSpace(this.text.charCodeAt(this.at))) this.at++;
    return this.text[this.at];
  }

  array(eventsMax: number): SentEvent[] {
    const events: SentEvent[] = [];
    this.take("[", "");
    if (this.next() === "]") {
      this.at++;
      return events;
    }
    for (;;) {
      events.push(this.event(`[${events.length}]`));
      if (events.length > eventsMax) return events;
      if (this.next() !== ",") break;
      this.at++;
    }
    this.take("]", "");
    return events;
  }

  event(path: string): SentEvent {
    if (this.next() !== "{") throw notAnEvent(path, this.text.length === 0);
    const members: string[] = [];
    let count = 0;
    let eventData: string | undefined;
    this.take("{", path);
    if (this.next() !== "}") {
      do {
        const key = this.cutKey(path);
        this.take(":", path);
        const value = this.cutValue(path);
        if (isPayloadKey(key)) {
          // Only the last one is read by somebody else, so the one before it is checked here.
          if (eventData !== undefined) checkReplaced(eventData, joinPath(path, PAYLOAD_KEY));
          eventData = value;
        } else members.push(`${key}:${withoutContent(value, key, path)}`);
        if (++count > MEMBERS_MAX) throw tooManyMembers(path);
      } while (this.skips(","));
    }
    this.take("}", path);
    return { fields: parseFields(members, path), eventData };
  }

  end(): void {
    if (this.next() !== undefined) throw this.unexpected("");
  }

  private skips(mark: string): boolean {
    if (this.next() !== mark) return false;
    this.at++;
    return true;
  }

  private take(mark: string, path: string): void {
    if (!this.skips(mark)) throw this.unexpected(path);
  }

  private cutKey(path: string): string {
    if (this.next() !== '"') throw this.unexpected(path);
    const from = this.at;
    this.at = this.endOfString(from, path);
    return this.text.slice(from, this.at);
  }

  private cutValue(path: string): string {
    const first = this.next();
    const from = this.at;
    if (first === '"') this.at = this.endOfString(from, path);
    else if (first === "{" || first === "[") this.at = this.endOfNested(from, path);
    else this.at = this.endOfWord(from, path);
    if (this.at === from) throw this.unexpected(path);
    return this.text.slice(from, this.at);
  }

  private endOfString(from: number, path: string): number {
    let end = this.text.indexOf('"', from + 1);
    while (end !== -1 && isEscaped(this.text, end)) end = this.text.indexOf('"', end + 1);
    if (end === -1) throw parseFailure(path, "a string has no end");
    return end + 1;
  }

  private endOfNested(from: number, path: string): number {
    let depth = 0;
    for (let at = from; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (code === 34) at = this.endOfString(at, path) - 1;
      else if (code === 123 || code === 91) depth++;
      else if ((code === 125 || code === 93) && --depth === 0) return at + 1;
    }
    throw parseFailure(path, "the text ends too early");
  }

  private endOfWord(from: number, path: string): number {
    let at = from;
    while (at < this.text.length && !isSpace(this.text.charCodeAt(at)) && !",]}:".includes(this.text.charAt(at))) {
      if (++at - from > NUMBER_LENGTH_MAX)
        throw parseFailure(path, `a number of more than ${NUMBER_LENGTH_MAX} digits`);
    }
    return at;
  }

  private unexpected(path: string): AppError {
    const found = this.text.slice(this.at, this.at + 10);
    return parseFailure(
      path,
      found === "" ? "the text ends too early" : `unexpected ${JSON.stringify(found)} at position ${this.at}`,
    );
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === 92) backslashes++;
  return backslashes % 2 === 1;
}

function isPayloadKey(token: string): boolean {
  if (token === `"${PAYLOAD_KEY}"`) return true;
  return token.includes("\\") && parseNative(token, "") === PAYLOAD_KEY;
}

/** No field is nested. What is gets checked and let go: a body full of it would take fifty times its size in memory. */
function withoutContent(value: string, key: string, path: string): string {
  const first = value[0];
  if (first !== "{" && first !== "[") return value;
  if (value.length > NESTED_LENGTH_MAX) {
    throw tooLong(joinPath(path, String(parseNative(key, path))), "is not a field of an event");
  }
  parseNative(value, path);
  return first === "{" ? "{}" : "[]";
}

function checkReplaced(eventData: string, place: string): void {
  if (eventData.length > NESTED_LENGTH_MAX) throw tooLong(place, "is replaced by a later one");
  parseNative(eventData, place);
}

function tooLong(path: string, why: string): AppError {
  const message = `${why}, and may have at most ${NESTED_LENGTH_MAX} characters`;
  return new AppError("VALIDATION", `${path} ${message}`, {
    fieldErrors: [{ path, message }],
    inputFault: "oversized",
  });
}

function parseFields(members: readonly string[], path: string): Record<string, unknown> {
  const fields = parseNative(`{${members.join(",")}}`, path);
  return typeof fields === "object" && fields !== null ? { ...fields } : {};
}

function parseNative(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw parseFailure(path, error instanceof Error ? error.message : "unreadable");
  }
}

function tooManyMembers(path: string): AppError {
  const message = `must have at most ${MEMBERS_MAX} members`;
  return new AppError("VALIDATION", path === "" ? `an event ${message}` : `${path}: ${message}`, {
    fieldErrors: [{ path, message }],
    inputFault: "oversized",
  });
}

function notAnEvent(path: string, isEmpty: boolean): AppError {
  if (isEmpty) return parseFailure("", "the body is empty");
  const message = "must be an event object";
  return new AppError("VALIDATION", path === "" ? message : `${path}: ${message}`, {
    fieldErrors: [{ path, message }],
  });
}
