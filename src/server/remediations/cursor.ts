import { z } from "zod";
import type { RemediationSort } from "@/contracts/remediations";
import { invalidCursor, readCursor, writeCursor } from "@/lib/cursor";
import { textFault } from "@/lib/text";
import { parseTimestamp } from "@/lib/time";

/** The last row of a page: the next one begins behind it. */
export type Position = { at: string; correlationId: string };

const Encoded = z.tuple([z.string(), z.string(), z.string().min(1).max(255)]);

export function encodeCursor(sort: RemediationSort, { at, correlationId }: Position): string {
  return writeCursor([sort, at, correlationId]);
}

export function decodeCursor(sort: RemediationSort, cursor: string): Position {
  const encoded = Encoded.safeParse(readCursor(cursor)).data;
  if (!encoded) throw invalidCursor();
  const [itsSort, at, correlationId] = encoded;
  if (itsSort !== sort) throw invalidCursor("belongs to another order of the list");
  if (parseTimestamp(at) !== at || textFault(correlationId)) throw invalidCursor();
  return { at, correlationId };
}
