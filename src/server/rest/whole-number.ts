import { z } from "zod";

/** A number in a query string, in digits: what coercion takes for one beside them (nothing, `0x10`, `1e2`) is a mistake. */
export function wholeNumber<T extends z.ZodType<number>>(bounds: T) {
  return z.preprocess((text) => (typeof text === "string" && /^-?\d{1,15}$/.test(text) ? Number(text) : text), bounds);
}
