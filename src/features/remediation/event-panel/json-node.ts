/** A JSON value as it was written: numbers keep all digits, keys keep their order, `__proto__` is a key like any other. */
export type JsonNode =
  | Container<"object">
  | Container<"array">
  | Leaf<"string">
  | Leaf<"number">
  | Leaf<"boolean">
  | Leaf<"null">;
type Container<Kind> = { kind: Kind; path: string; children: readonly JsonMember[] };
type Leaf<Kind> = { kind: Kind; path: string; text: string };

export type JsonMember = { key: string; node: JsonNode };

/** Reads JSON text without passing any number through a double. Text that is no JSON gives null. */
export function readJson(text: string): JsonNode | null {
  try {
    return new Reader(text).whole();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null))/y;

class Reader {
  private at = 0;

  constructor(private readonly source: string) {}

  whole(): JsonNode {
    const node = this.value("");
    if (this.source.slice(this.at).trim() !== "") throw new SyntaxError("text after the value");
    return node;
  }

  private value(path: string): JsonNode {
    const word = this.next();
    if (word === "{") return this.members(path);
    if (word === "[") return this.items(path);
    if (word.startsWith('"')) return { kind: "string", path, text: unquote(word) };
    if (word === "true" || word === "false") return { kind: "boolean", path, text: word };
    if (word === "null") return { kind: "null", path, text: word };
    if (/^[-\d]/.test(word)) return { kind: "number", path, text: word };
    throw new SyntaxError(`unexpected ${word}`);
  }

  private members(path: string): JsonNode {
    const children: JsonMember[] = [];
    let word = this.next();
    while (word !== "}") {
      const key = unquote(word);
      this.expect(":");
      children.push({ key, node: this.value(joinKey(path, key)) });
      word = this.next();
      if (word === ",") word = this.next();
    }
    return { kind: "object", path, children };
  }

  private items(path: string): JsonNode {
    const children: JsonMember[] = [];
    while (!this.takes("]")) {
      const key = String(children.length);
      children.push({ key, node: this.value(`${path}[${key}]`) });
      this.takes(",");
    }
    return { kind: "array", path, children };
  }

  private next(): string {
    token.lastIndex = this.at;
    const found = token.exec(this.source);
    if (found === null) throw new SyntaxError("unreadable");
    this.at = token.lastIndex;
    return found[0].trim();
  }

  private takes(mark: string): boolean {
    const before = this.at;
    if (this.next() === mark) return true;
    this.at = before;
    return false;
  }

  private expect(mark: string): void {
    if (!this.takes(mark)) throw new SyntaxError(`expected ${mark}`);
  }
}

function unquote(word: string): string {
  const text: unknown = JSON.parse(word);
  if (typeof text !== "string") throw new SyntaxError(`unexpected ${word}`);
  return text;
}

/** Dotted for plain keys, quoted for all others, so that a copied path is never ambiguous. */
function joinKey(path: string, key: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}
