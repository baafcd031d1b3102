import type { IncomingMessage } from "node:http";
import { APIError } from "better-auth/api";
import { withoutCookie } from "./cookie";
import { COOKIE_PREFIX } from "./settings";

/** The library's name for the cookie of a browser that needs no second factor any more. */
const COOKIE = `${COOKIE_PREFIX}.trust_device`;

/**
 * The library would spare a browser the second factor for 30 days, counted anew with each sign-in, and nobody could see or
 * end that. Here each sign-in needs a code: such a wish is refused, and whoever brings such a cookie is as good as without.
 */
export function refuseTrust(body: unknown): void {
  if (typeof body !== "object" || body === null || !("trustDevice" in body) || !body.trustDevice) return;
  throw new APIError("BAD_REQUEST", {
    code: "NO_TRUSTED_DEVICES",
    message: "Every sign-in needs a code here: trustDevice is not offered.",
  });
}

export function forgetTrust({ headers }: IncomingMessage): void {
  const { cookie } = headers;
  if (cookie?.includes(COOKIE) === true) headers.cookie = withoutCookie(cookie, COOKIE);
}
