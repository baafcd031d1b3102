import { isBound } from "./bounds";
import { type BoundField, closedValue, FIELDS, type Field, type FlagField, fieldOfWord, isValueField } from "./fields";
import type { Query } from "./query";
import { type QueryError, type Token, tokenize } from "./tokens";

export type ParsedQuery = { isValid: true; query: Query } | { isValid: false; error: QueryError };

/**
 * Reads a query such as `severity:(critical or high) and not outcome:Inconclusive api-gateway`.
 * Clauses are joined by `and`, written or not; values of one field by `or` in parentheses.
 */
export function parseQuery(text: string): ParsedQuery {
  const tokens = tokenize(text);
  if (!Array.isArray(tokens)) return { isValid: false, error: tokens };
  const reader = new Reader(tokens, text.length);
  try {
    return { isValid: true, query: reader.query() };
  } catch (error) {
    if (error instanceof Unreadable) return { isValid: false, error: error.place };
    throw error;
  }
}

class Unreadable extends Error {
  constructor(readonly place: QueryError) {
    super(place.message);
  }
}

class Reader {
  #next = 0;
  readonly #words: string[] = [];
  readonly #found: Query = {};

  constructor(
    readonly tokens: readonly Token[],
    readonly end: number,
  ) {}

  query(): Query {
    while (this.#peek()) {
      this.#clause();
      this.#joint();
    }
    return this.#words.length > 0 ? { ...this.#found, text: this.#words.join(" ") } : this.#found;
  }

  /** What may stand between two clauses. */
  #joint(): void {
    const token = this.#peek();
    if (!token) return;
    if (isKeyword(token, "or")) {
      this.#fail("“or” joins values of one field, in parentheses: severity:(critical or high).", token.at);
    }
    if (!isKeyword(token, "and")) return;
    this.#next += 1;
    if (!this.#peek()) this.#fail("A filter is missing after “and”.", this.end);
  }

  #clause(): void {
    const isNot = isKeyword(this.#peek(), "not");
    const notAt = this.#peek()?.at ?? this.end;
    if (isNot) this.#next += 1;
    const token = this.#word(isNot ? "A filter is missing after “not”." : "A field or a word belongs here.");
    if (this.#peek()?.kind !== "colon") {
      if (isNot) this.#fail("“not” needs a field: not outcome:Failed.", notAt);
      this.#words.push(token.text);
      return;
    }
    this.#next += 1;
    const field = fieldOfWord(token.text);
    if (!field) this.#fail(`There is no field “${token.text}”. Quote the words to search them.`, token.at);
    const values = this.#values(field);
    if (this.#found[field] !== undefined) {
      this.#fail(`“${token.text}” stands here twice. Join its values: ${token.text}:(a or b).`, token.at);
    }
    this.#store(field, isNot, values);
  }

  #store(field: Field, isNot: boolean, values: readonly Token[]): void {
    if (isValueField(field)) {
      this.#found[field] = { op: isNot ? "not" : "in", values: values.map((value) => this.#closed(field, value)) };
      return;
    }
    const [value] = values;
    if (!value) return;
    if (values.length > 1) this.#fail(`“${FIELDS[field].word}” takes one value.`, value.at);
    if (field === "held" || field === "open") this.#found[field] = this.#flag(field, value) !== isNot;
    else this.#bound(field, isNot, value);
  }

  #bound(field: BoundField, isNot: boolean, value: Token): void {
    if (isNot) this.#fail("A bound in time can't be negated. Use since or until.", value.at);
    if (!isBound(value.text)) {
      this.#fail("Give a time such as -24h, -7d, 2026-06-05 or 2026-06-05T10:30Z.", value.at);
    }
    this.#found[field] = value.text;
  }

  #flag(field: FlagField, value: Token): boolean {
    const word = value.text.toLowerCase();
    if (word === "yes" || word === "true") return true;
    if (word === "no" || word === "false") return false;
    return this.#fail(`“${field}” is yes or no.`, value.at);
  }

  #closed(field: Field, value: Token): string {
    const stored = closedValue(field, value.text);
    if (stored !== undefined) return stored;
    return this.#fail(`${FIELDS[field].label} is one of: ${FIELDS[field].closed?.join(", ")}.`, value.at);
  }

  #values(field: Field): Token[] {
    const open = this.#peek();
    if (open?.kind !== "open") return [this.#word(`A value of ${FIELDS[field].word} is missing.`)];
    this.#next += 1;
    const values = [this.#word("A value is missing in the parentheses.")];
    while (isKeyword(this.#peek(), "or")) {
      this.#next += 1;
      values.push(this.#word("A value is missing after “or”."));
    }
    const close = this.#peek();
    if (!close) return this.#fail("This parenthesis is not closed.", open.at);
    if (close.kind !== "close") return this.#fail("Values are joined by “or”.", close.at);
    this.#next += 1;
    return values;
  }

  #word(missing: string): Token {
    const token = this.#peek();
    if (!token) return this.#fail(missing, this.end);
    if (token.kind !== "word" || isKeyword(token, "and") || isKeyword(token, "or"))
      return this.#fail(missing, token.at);
    this.#next += 1;
    return token;
  }

  #peek(): Token | undefined {
    return this.tokens[this.#next];
  }

  #fail(message: string, at: number): never {
    throw new Unreadable({ message, at });
  }
}

function isKeyword(token: Token | undefined, keyword: "and" | "or" | "not"): boolean {
  return token?.kind === "word" && !token.isQuoted && token.text.toLowerCase() === keyword;
}
