const anySurrogate = /[\ud800-\udfff]/;
const loneSurrogate = /\p{Surrogate}/u;

export function hasLoneSurrogate(text: string): boolean {
  return anySurrogate.test(text) && loneSurrogate.test(text);
}

/** Why PostgreSQL can't store a text, or undefined. */
export function textFault(text: string): string | undefined {
  if (text.includes("\u0000")) return "must not contain the NUL character";
  if (hasLoneSurrogate(text)) return "must not contain half of a surrogate pair";
  return undefined;
}

const surrogatePair = /[\ud800-\udbff][\udc00-\udfff]/g;

/** Length in characters as PostgreSQL counts them. */
export function characterCount(text: string): number {
  return text.length - (text.match(surrogatePair)?.length ?? 0);
}
