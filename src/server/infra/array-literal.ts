/**
 * Arrays as PostgreSQL reads them, for parameters with many elements: the driver's own way looks at every element in turn
 * and costs a multiple.
 */
export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? "null" : quoted(value))).join(",")}}`;
}

/** Of numbers, truth values, times, dates or hexadecimal digits, in which nothing has a meaning of its own. */
export function plainArray(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map((value) => value ?? "null").join(",")}}`;
}

function quoted(value: string): string {
  return `"${SPECIAL.test(value) ? value.replace(EACH_SPECIAL, "\\$&") : value}"`;
}

const SPECIAL = /["\\]/;
const EACH_SPECIAL = /["\\]/g;
