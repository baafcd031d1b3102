import { z } from "zod";

/** What `docs/configuration.md` says of a variable, beside the schema that enforces it. */
export type VariableNote = {
  description: string;
  /** What may be set, in words; also the message when a value is refused. */
  allowed: string;
  /** Shown where there is no fixed default. */
  absent?: string;
  /** Never printed, and may be given as a path in `<NAME>_FILE`. */
  isSecret?: boolean;
};

export const notes = z.registry<VariableNote>();

export const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Words between commas, each at most once. */
export function listOf<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z
    .string()
    .transform((text) => [...new Set(text.split(",").map((word) => word.trim()))].filter((word) => word !== ""))
    .pipe(z.array(item));
}

export function isUrlOf(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}
