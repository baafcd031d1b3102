import { exactNumber, numberGrammar, numberRefusal, writeNumber } from "./canonical-number";

const numberForm = new RegExp(`^${numberGrammar.source}$`);

/** A number that is written as ECMAScript writes the double that it is read as. */
export function isExactNumber(text: string): boolean {
  return numberForm.test(text) && String(Number(text)) === text;
}

/** A number in canonical form; undefined when it is none, or one that is not to be stored. */
export function canonicalNumber(text: string): string | undefined {
  if (!numberForm.test(text)) return undefined;
  const value = exactNumber(text);
  return numberRefusal(text, value) === undefined ? writeNumber(value) : undefined;
}
