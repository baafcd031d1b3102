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
