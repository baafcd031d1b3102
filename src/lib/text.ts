import { AppError } from "./errors";

export function hasLoneSurrogate(text: string): boolean {
  return !text.isWellFormed();
}

/** Why PostgreSQL can't store a text, or undefined. */
export function textFault(text: string): string | undefined {
  if (text.includes("\u0000")) return "must not contain the NUL character";
  if (hasLoneSurrogate(text)) return "must not contain half of a surrogate pair";
  return undefined;
}

/** Throws VALIDATION for a value that no stored text can equal. */
export function refuseTextFault(path: string, text: string | undefined): void {
  const fault = text === undefined ? undefined : textFault(text);
  if (fault === undefined) return;
  throw new AppError("VALIDATION", `${path} ${fault}`, { fieldErrors: [{ path, message: fault }] });
}

const surrogatePair = /[\ud800-\udbff][\udc00-\udfff]/g;

/** Length in characters as PostgreSQL counts them. */
export function characterCount(text: string): number {
  return text.length - (text.match(surrogatePair)?.length ?? 0);
}

/** The order of the collation "C": by code points, while JavaScript's own puts those above U+FFFF before U+E000. */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = placeOf(left.charCodeAt(index)) - placeOf(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Halves of surrogate pairs go behind everything else. */
function placeOf(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
