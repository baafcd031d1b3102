import { AppError } from "@/lib/errors";
import { sqlState } from "./db-retry";

/**
 * data: this input can never be stored. server: the statement itself is wrong or forbidden.
 * outage: the same statement may succeed later. unknown: nobody can say.
 */
export type DbFailure = "data" | "server" | "outage" | "unknown";

const byClass: Readonly<Record<string, DbFailure>> = {
  "22": "data",
  "23": "data",
  "54": "data",
  "42": "server",
  "0A": "server",
  "08": "outage",
  "40": "outage",
  "53": "outage",
  "57": "outage",
  "58": "outage",
  XX: "outage",
};
/** read_only_sql_transaction: a standby that is not promoted yet. lock_not_available: the lock timeout. */
const byState: Readonly<Record<string, DbFailure>> = { "25006": "outage", "55P03": "outage" };

const socketCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
]);
/** The driver's own failures carry no code. */
const driverOutage =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (?:has encountered|was closed))/;

export function classifyDbFailure(error: unknown): DbFailure {
  const state = sqlState(error);
  if (state !== undefined) return byState[state] ?? byClass[state.slice(0, 2)] ?? "unknown";
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return socketCodes.has(code) || driverOutage.test(error.message) ? "outage" : "unknown";
}

/** A lock timeout, a deadlock or a serialization failure: somebody else was in the way, the database itself is well. */
export function isTransientConflict(error: unknown): boolean {
  const state = sqlState(error) ?? "";
  return state === "55P03" || state.startsWith("40");
}

/** What a caller is told of a database error; an error that nobody can act on stays as it is. */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const failure = classifyDbFailure(error);
  if (failure === "outage") {
    return new AppError("UNAVAILABLE", "the database can't be reached or is overloaded; try again", {
      retryAfterSeconds: 1,
      cause: error,
    });
  }
  if (failure !== "data") return error;
  if (sqlState(error) === "23505") {
    return new AppError("CONFLICT", "an entry with this key exists already", { cause: error });
  }
  return new AppError("VALIDATION", "the database refuses a value of this input", { cause: error });
}
