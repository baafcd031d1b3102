/** Characters that change how their neighbours are read, or that nobody sees: control, format and separator ones. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const LAYOUT = new Set(["\n", "\t"]);

/** Text from a trail as it is stored: what would be invisible or turn the line around is written as an escape. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (character) => (LAYOUT.has(character) ? character : escapeOf(character)));
}

/** Text of a sender on one line, a title, a name or an id: line breaks and tabs are written as escapes too. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}

function escapeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}
