import { APIError } from "better-auth/api";
import { type Call, textIn } from "./call";

/**
 * The library also knows a second factor whose codes it would send, which counts as switched on before one has arrived.
 * Nothing is sent here: a code comes from an authenticator app.
 */
export function refuseSentCodes({ path, body }: Call): void {
  if (path !== "/two-factor/enable" || !hasMethod(body) || textIn(body, "method") === "totp") return;
  throw new APIError("BAD_REQUEST", {
    code: "NO_SENT_CODES",
    message: "Codes come from an authenticator app here: the only method is totp.",
  });
}

function hasMethod(body: unknown): boolean {
  return typeof body === "object" && body !== null && "method" in body && body.method !== undefined;
}
