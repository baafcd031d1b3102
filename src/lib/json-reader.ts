import { exactNumber, numberGrammar, numberRefusal, writeNumber } from "./canonical-number";
import { AppError, type InputFault } from "./errors";
import { joinPath, shortPath } from "./json-path";
import { textFault } from "./text";

export type ReadOptions = {
  /** Path of the whole text in the caller's input. */
  path: string;
  depthMax: number;
  /** `lifted` for stored text: it is judged, not refused. */
  limits: "enforced" | "lifted";
};

/** The careful way to canonical form: reads the text itself, so that no number passes through a double and every fault has a path. */
export function readCanonical(source: string, options: ReadOptions): string {
  const reader = new JsonReader(source, options);
  const text = reader.value(options.path, 1);
  reader.end(options.path);
  return text;
}

export function parseFailure(path: string, why: string): AppError {
  return refusal(path, `not valid JSON: ${why}`, "unreadable");
}

function refusal(fullPath: string, message: string, inputFault?: InputFault): AppError {
  const path = shortPath(fullPath);
  return new AppError("VALIDATION", path === "" ? message : `${path}: ${message}`, {
    fieldErrors: [{ path, message }],
    inputFault,
  });
}

const numberToken = new RegExp(numberGrammar, "y");
const stringToken = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y;
const space = /[ \t\n\r]*/y;

class JsonReader {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly options: ReadOptions,
  ) {}

  value(path: string, depth: number): string {
    this.skipSpace();
    const first = this.source[this.at];
    if (first === "{" || first === "[") {
      if (depth > this.options.depthMax) throw this.tooDeep(path);
      return first === "{" ? this.object(path, depth) : this.array(path, depth);
    }
    if (first === '"') return JSON.stringify(this.string(path));
    return this.word() ?? this.number(path);
  }

  end(path: string): void {
    this.skipSpace();
    if (this.at < this.source.length) throw this.unexpected(path);
  }

  private object(path: string, depth: number): string {
    const members = new Map<string, string>();
    this.at++;
    if (this.takes("}")) return "{}";
    do {
      this.skipSpace();
      const key = this.string(path);
      const memberPath = joinPath(path, key);
      if (!this.takes(":")) throw this.unexpected(memberPath);
      members.set(key, this.value(memberPath, depth + 1));
    } while (this.takes(","));
    if (!this.takes("}")) throw this.unexpected(path);
    const keys = [...members.keys()].sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${members.get(key)}`).join(",")}}`;
  }

  private array(path: string, depth: number): string {
    const items: string[] = [];
    this.at++;
    if (this.takes("]")) return "[]";
    do {
      items.push(this.value(joinPath(path, items.length), depth + 1));
    } while (this.takes(","));
    if (!this.takes("]")) throw this.unexpected(path);
    return `[${items.join(",")}]`;
  }

  private string(path: string): string {
    const token = this.token(stringToken);
    if (token === undefined) throw this.unexpected(path);
    const value: unknown = JSON.parse(token);
    const text = typeof value === "string" ? value : "";
    if (this.options.limits === "lifted") return text;
    const fault = textFault(text);
    if (fault !== undefined) throw refusal(path, fault);
    return text;
  }

  private number(path: string): string {
    const token = this.token(numberToken);
    if (token === undefined) throw this.unexpected(path);
    const value = exactNumber(token);
    const fault = this.options.limits === "enforced" ? numberRefusal(token, value) : undefined;
    if (fault !== undefined) throw refusal(path, fault);
    return writeNumber(value);
  }

  private word(): string | undefined {
    const word = ["true", "false", "null"].find((candidate) => this.source.startsWith(candidate, this.at));
    if (word !== undefined) this.at += word.length;
    return word;
  }

  private token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const token = pattern.exec(this.source)?.[0];
    if (token !== undefined) this.at += token.length;
    return token;
  }

  private takes(mark: string): boolean {
    this.skipSpace();
    if (this.source[this.at] !== mark) return false;
    this.at++;
    return true;
  }

  private skipSpace(): void {
    this.token(space);
  }

  private tooDeep(path: string): AppError {
    return refusal(path, `nested more than ${this.options.depthMax} levels deep`, "oversized");
  }

  private unexpected(path: string): AppError {
    const found = this.source.slice(this.at, this.at + 10);
    const what =
      found === "" ? "the text ends too early" : `unexpected ${JSON.stringify(found)} at position ${this.at}`;
    return parseFailure(path, what);
  }
}
