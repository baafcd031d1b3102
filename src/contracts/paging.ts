import { z } from "zod";

/** Opaque keyset position; null = the last page was reached. */
export const Cursor = z.string().max(500);
export type Cursor = z.infer<typeof Cursor>;
