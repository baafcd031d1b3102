import { APIError, type createAuthMiddleware } from "better-auth/api";

/** One call of the sign-in library, as its hooks see it. */
export type Call = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

export function textIn(body: unknown, name: string): string {
  if (typeof body !== "object" || body === null) return "";
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : "";
}

export function tooManyAttempts(retryAfterSeconds: number): APIError {
  const words = { code: "ACCOUNT_LIMIT", message: "Too many attempts on this account." };
  return new APIError("TOO_MANY_REQUESTS", words, { "X-Retry-After": String(retryAfterSeconds) });
}
