/** The decimal value of a JSON number: `sign` 0.`digits` × 10^`point`, digits without zeros at either end; zero has no digits. */
export type ExactNumber = { sign: "" | "-"; digits: string; point: number };

export const SIGNIFICANT_DIGITS_MAX = 400;
export const EXPONENT_MAX = 400;
/** Zeros that carry no value still take room on disk and on the way out. */
export const NUMBER_LENGTH_MAX = 1000;

/** A number as JSON allows it. */
export const numberGrammar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/;

const numberParts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

export function exactNumber(token: string): ExactNumber {
  const parts = numberParts.exec(token);
  if (parts === null) throw new RangeError(`not a JSON number: ${token}`);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  const all = whole + fraction;
  const digits = withoutOuterZeros(all);
  if (digits === "") return { sign: "", digits, point: 0 };
  const leadingZeros = all.length - all.replace(/^0+/, "").length;
  return { sign: sign === "-" ? "-" : "", digits, point: whole.length - leadingZeros + Number(exponent) };
}

/** ECMAScript's layout of a number (`Number::toString`), with all digits of the exact value instead of a double's shortest. */
export function writeNumber({ sign, digits, point }: ExactNumber): string {
  const count = digits.length;
  if (count === 0) return "0";
  if (count <= point && point <= 21) return sign + digits + "0".repeat(point - count);
  if (0 < point && point <= 21) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  if (-6 < point && point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  const power = point - 1;
  const mantissa = count === 1 ? digits : `${digits.slice(0, 1)}.${digits.slice(1)}`;
  return `${sign}${mantissa}e${power < 0 ? "-" : "+"}${Math.abs(power)}`;
}

/** Why a number is refused, or undefined: a few bytes of exponent would become kilobytes in every answer. */
export function numberRefusal(token: string, value: ExactNumber): string | undefined {
  if (token.length > NUMBER_LENGTH_MAX) return `a number may be written with at most ${NUMBER_LENGTH_MAX} characters`;
  if (value.digits.length > SIGNIFICANT_DIGITS_MAX)
    return `a number may have at most ${SIGNIFICANT_DIGITS_MAX} significant digits`;
  const written = Number(/[eE](.+)$/.exec(token)?.[1] ?? "0");
  const power = value.digits === "" ? 0 : value.point - 1;
  if (Math.abs(power) > EXPONENT_MAX || Math.abs(written) > EXPONENT_MAX) {
    return `the exponent of a number must lie between -${EXPONENT_MAX} and ${EXPONENT_MAX}`;
  }
  return undefined;
}

function withoutOuterZeros(digits: string): string {
  let from = 0;
  let to = digits.length;
  while (from < to && digits.charCodeAt(from) === 48) from++;
  while (to > from && digits.charCodeAt(to - 1) === 48) to--;
  return digits.slice(from, to);
}
