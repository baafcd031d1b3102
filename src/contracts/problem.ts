/**
 * One table for every door: what an error code is called on the wire.
 * `slug` completes `https://kubernaut.ai/problems/`, the base that existing clients know.
 */
import { z } from "zod";
import { AppError, type ErrorCode } from "@/lib/errors";

const BASE = "https://kubernaut.ai/problems/";

/** RFC 9457 problem document. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  instance: z.string(),
  request_id: z.string(),
  field_errors: z.record(z.string(), z.string()).optional(),
});
export type Problem = z.infer<typeof Problem>;

type TrpcCode =
  | "BAD_REQUEST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "METHOD_NOT_SUPPORTED"
  | "CONFLICT"
  | "TOO_MANY_REQUESTS"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "UNPROCESSABLE_CONTENT"
  | "SERVICE_UNAVAILABLE"
  | "INTERNAL_SERVER_ERROR";

/** Without a slug the type is `about:blank`: the status says it all. */
type Kind = { status: number; trpc: TrpcCode; slug?: string; title: string };

const KINDS: Record<ErrorCode, Kind> = {
  VALIDATION: { status: 400, trpc: "BAD_REQUEST", slug: "validation-error", title: "Validation Error" },
  UNAUTHENTICATED: { status: 401, trpc: "UNAUTHORIZED", title: "Unauthorized" },
  FORBIDDEN: { status: 403, trpc: "FORBIDDEN", title: "Forbidden" },
  NOT_FOUND: { status: 404, trpc: "NOT_FOUND", slug: "not-found", title: "Not Found" },
  CONFLICT: { status: 409, trpc: "CONFLICT", slug: "conflict", title: "Resource Conflict" },
  TOO_MANY_REQUESTS: { status: 429, trpc: "TOO_MANY_REQUESTS", title: "Too Many Requests" },
  TOO_LARGE: { status: 413, trpc: "PAYLOAD_TOO_LARGE", slug: "request-too-large", title: "Request Entity Too Large" },
  METHOD_NOT_ALLOWED: {
    status: 405,
    trpc: "METHOD_NOT_SUPPORTED",
    slug: "method-not-allowed",
    title: "Method Not Allowed",
  },
  UNSUPPORTED_MEDIA: {
    status: 415,
    trpc: "UNSUPPORTED_MEDIA_TYPE",
    slug: "unsupported-media-type",
    title: "Unsupported Media Type",
  },
  UNPROCESSABLE: { status: 422, trpc: "UNPROCESSABLE_CONTENT", slug: "unprocessable", title: "Unprocessable Content" },
  UNAVAILABLE: {
    status: 503,
    trpc: "SERVICE_UNAVAILABLE",
    slug: "service-unavailable",
    title: "Service Unavailable",
  },
};
const INTERNAL = {
  status: 500,
  trpc: "INTERNAL_SERVER_ERROR",
  slug: "internal-error",
  title: "Internal Server Error",
} as const;

export function trpcCodeOf(error: unknown): TrpcCode {
  return error instanceof AppError ? KINDS[error.code].trpc : INTERNAL.trpc;
}

/** Anything but an AppError is a bug: its message never leaves the process. */
export function problemOf(error: unknown, where: { instance: string; requestId: string }): Problem {
  const shared = { instance: where.instance, request_id: where.requestId };
  if (!(error instanceof AppError)) {
    return {
      type: BASE + INTERNAL.slug,
      title: INTERNAL.title,
      status: INTERNAL.status,
      detail: "The server failed. The request id finds the cause in its log.",
      ...shared,
    };
  }
  const kind = KINDS[error.code];
  const { slug = kind.slug, title, fieldErrors, extensions } = error.details;
  return {
    type: slug === undefined ? "about:blank" : BASE + slug,
    title: title ?? kind.title,
    status: kind.status,
    detail: error.message,
    ...shared,
    ...(fieldErrors?.length ? { field_errors: fieldErrorMap(fieldErrors) } : {}),
    ...extensions,
  };
}

function fieldErrorMap(errors: readonly { path: string; message: string }[]): Record<string, string> {
  return Object.fromEntries(errors.map(({ path, message }) => [path === "" ? "(body)" : path, message]));
}
