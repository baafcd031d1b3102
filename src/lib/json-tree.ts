import { LosslessNumber, parse, stringify } from "lossless-json";

/** A JSON value whose numbers keep all their digits. */
export type Json = null | boolean | string | LosslessNumber | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export type JsonObject = { readonly [key: string]: Json };

/** Undefined when the text is not JSON, or is nested so deeply that it can't be walked. */
export function readJson(text: string): Json | undefined {
  try {
    return asJson(parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Compact text with the keys of every object sorted, so that equal values have one text. */
export function writeJson(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(writeJson).join(",")}]`;
  if (isJsonObject(value)) {
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${JSON.stringify(key)}:${writeJson(value[key] ?? null)}`).join(",")}}`;
  }
  return stringify(value) ?? "null";
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isJsonArray(value) && !isJsonNumber(value);
}

export function isJsonArray(value: Json | undefined): value is JsonArray {
  return Array.isArray(value);
}

export function isJsonNumber(value: Json | undefined): value is LosslessNumber {
  return value instanceof LosslessNumber;
}

export function jsonNumber(text: string): LosslessNumber {
  return new LosslessNumber(text);
}

/** The value below `steps`, looking only at members that the object itself has. */
export function valueAt(value: Json | undefined, steps: readonly (string | number)[]): Json | undefined {
  let at = value;
  for (const step of steps) {
    if (typeof step === "number") at = isJsonArray(at) ? at[step] : undefined;
    else at = isJsonObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}

/** An object from pairs; a key such as `__proto__` becomes an ordinary member. */
export function jsonObject(members: Iterable<readonly [string, Json]>): JsonObject {
  return Object.fromEntries(members);
}

/** The parser makes only the values that `Json` names. */
function asJson(value: unknown): Json {
  return value as Json;
}
