/** Closed set of failures a caller can act on. Each has one HTTP status and one tRPC code in the transports' table. */
export type ErrorCode =
  | "VALIDATION"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "TOO_MANY_REQUESTS"
  | "TOO_LARGE"
  | "METHOD_NOT_ALLOWED"
  | "UNSUPPORTED_MEDIA"
  | "UNPROCESSABLE"
  | "UNAVAILABLE";

/** One invalid place of an input: `path` in dotted form (`[3].event_data.a[0]`), `message` says what is allowed. */
export type FieldError = { path: string; message: string };

/** Why an input can't be taken, where a machine must know: it is no JSON at all, or too large or too deep for the store. */
export type InputFault = "unreadable" | "oversized";

export type ErrorDetails = {
  /** Problem slug on the wire; the code's default when absent. */
  slug?: string;
  /** Problem title on the wire; the code's default when absent. */
  title?: string;
  fieldErrors?: readonly FieldError[];
  /** Stays inside: callers read the message. */
  inputFault?: InputFault | undefined;
  retryAfterSeconds?: number;
  /** Extra members of the problem document. */
  extensions?: Readonly<Record<string, unknown>>;
};

/** A failure with a message that may be shown to the caller; `cause` is only logged. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: ErrorDetails & { cause?: unknown } = {}) {
    const { cause, ...details } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.name = "AppError";
    this.code = code;
    this.details = details;
  }
}
