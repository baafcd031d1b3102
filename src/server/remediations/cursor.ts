import { z } from "zod";
import type { RemediationSort } from "@/contracts/remediations";
import { AppError } from "@/lib/errors";
import { textFault } from "@/lib/text";
import { parseTimestamp } from "@/lib/time";

/** The last row of a page: the next one begins behind it. */
export type Position = { at: string; correlationId: string };

const Encoded = z.tuple([z.string(), z.string(), z.string().min(1).max(255)]);

export function encodeCursor(sort: RemediationSort, { at, correlationId }: Position): string {
  return Buffer.from(JSON.stringify([sort, at, correlationId])).toString("base64url");
}

export function decodeCursor(sort: RemediationSort, cursor: string): Position {
  const encoded = Encoded.safeParse(parsed(cursor)).data;
  if (!encoded) throw invalidCursor("is not one that this list gave out");
  const [itsSort, at, correlationId] = encoded;
  if (itsSort !== sort) throw invalidCursor("belongs to another order of the list");
  if (parseTimestamp(at) !== at || textFault(correlationId)) throw invalidCursor("is not one that this list gave out");
  return { at, correlationId };
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function invalidCursor(message: string): AppError {
  return new AppError("VALIDATION", `cursor ${message}`, { fieldErrors: [{ path: "cursor", message }] });
}
