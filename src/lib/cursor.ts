import { AppError } from "./errors";

/** A place in a list as callers hold it: opaque to them. */
export function writeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** What a cursor may hold; whoever reads it checks the shape. Undefined when nothing can be read. */
export function readCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function invalidCursor(message = "is not one that this list gave out"): AppError {
  return new AppError("VALIDATION", `cursor ${message}`, { fieldErrors: [{ path: "cursor", message }] });
}
