export type Token = {
  kind: "word" | "open" | "close" | "colon";
  text: string;
  /** A quoted word is never a keyword. */
  isQuoted: boolean;
  at: number;
};

export type QueryError = { message: string; at: number };

const PUNCTUATION = { "(": "open", ")": "close" } as const;

/** Splits a query. A colon separates a field from its values; inside a value, as in 10:30, it is text. */
export function tokenize(text: string): Token[] | QueryError {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (/\s/.test(char)) {
      at += 1;
    } else if (char === "(" || char === ")") {
      tokens.push({ kind: PUNCTUATION[char], text: char, isQuoted: false, at });
      at += 1;
    } else if (char === ":") {
      tokens.push({ kind: "colon", text: char, isQuoted: false, at });
      at += 1;
    } else if (char === '"') {
      const end = text.indexOf('"', at + 1);
      if (end < 0) return { message: "This quotation mark is not closed.", at };
      tokens.push({ kind: "word", text: text.slice(at + 1, end), isQuoted: true, at });
      at = end + 1;
    } else {
      const word = readWord(text, at, isValueNext(tokens));
      tokens.push({ kind: "word", text: word, isQuoted: false, at });
      at += word.length;
    }
  }
  return tokens;
}

function isValueNext(tokens: readonly Token[]): boolean {
  const open = tokens.findLastIndex((token) => token.kind === "open");
  const close = tokens.findLastIndex((token) => token.kind === "close");
  return tokens.at(-1)?.kind === "colon" || open > close;
}

function readWord(text: string, at: number, isValue: boolean): string {
  const pattern = isValue ? /[^\s()"]+/y : /[^\s():"]+/y;
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? text.slice(at, at + 1);
}
