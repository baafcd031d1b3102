/**
 * Arrays as PostgreSQL reads them, for parameters with many elements: the driver's own way looks at every element in turn
 * and costs a multiple.
 */
export function textArray(values: readonly string[]): string {
  if (values.length === 0) return "{}";
  return `{"${values.map((value) => (SPECIAL.test(value) ? value.replace(EACH_SPECIAL, "\\$&") : value)).join('","')}"}`;
}

/** Of numbers, times, dates or hexadecimal digits, in which nothing has a meaning of its own. */
export function plainArray(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? "null").join(",")}}`;
}

const SPECIAL = /["\\]/;
const EACH_SPECIAL = /["\\]/g;
