import { setTimeout as wait } from "node:timers/promises";

const ATTEMPTS_MAX = 3;

/** serialization_failure and deadlock_detected: PostgreSQL gave up on one of two that were both right. */
const TRANSIENT: ReadonlySet<string> = new Set(["40001", "40P01"]);

/** A verb inside the transaction may have wrapped the database's error for its callers: the cause counts, too. */
export function shouldRetry(error: unknown, attempt: number): boolean {
  return attempt < ATTEMPTS_MAX && TRANSIENT.has(sqlState(error) ?? sqlState(causeOf(error)) ?? "");
}

export function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

/** SQLSTATE of a PostgreSQL error, wherever it came from. Each has a digit, unlike `EPIPE`. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" && /^(?=.*\d)[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

/** The statement was refused because one before it in the same transaction had failed. */
export function isConsequence(error: unknown): boolean {
  return (sqlState(error) ?? sqlState(causeOf(error))) === "25P02";
}

/** Grows with the attempt and is spread at random, so that two that met don't meet again. */
export function retryDelayMs(attempt: number, random: () => number = Math.random): number {
  return 10 * 2 ** attempt * (0.5 + random());
}

export async function pause(ms: number): Promise<void> {
  await wait(ms);
}
