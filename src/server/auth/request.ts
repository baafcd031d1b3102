import type { Principal, Scope } from "@/contracts/principal";
import { AppError } from "@/lib/errors";

/** Verbs by which Kubernetes is asked; every route belongs to one. */
export type Verb = "get" | "create" | "update";

/** What the caller is about to do. `null`: nothing that needs a scope. */
export type Need = { scope: Scope | null; verb: Verb };

/** A request as far as it says who sends it. */
export type AuthRequest = {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  need: Need;
};

/** One way of knowing callers. */
export type AuthProvider = {
  name: string;
  /** Undefined: the credential is not of this provider's kind. Throws when it is, and is no good. */
  authenticate(request: AuthRequest): Promise<Principal | undefined>;
  /** Whether the credential was good when it was last looked at, told without asking anybody. */
  isKnown?(request: AuthRequest): boolean;
};

/** A header of more bytes is no credential of any provider. */
const TOKEN_CHARACTERS_MAX = 8192;
const SCHEME = "Bearer ";

/** The token of `Authorization: Bearer …`; undefined when the header is absent. */
export function bearerToken({ headers }: AuthRequest): string | undefined {
  const { authorization } = headers;
  if (authorization === undefined || Array.isArray(authorization)) return undefined;
  if (!authorization.startsWith(SCHEME)) throw unauthenticated("Authorization must be of the form: Bearer <token>");
  const token = authorization.slice(SCHEME.length);
  if (token === "") throw unauthenticated("The bearer token is empty");
  if (token.length > TOKEN_CHARACTERS_MAX) throw unauthenticated("The bearer token is too long");
  return token;
}

/** What a request offers as a credential, good or not; undefined when that is nothing. */
export function credentialOf({ headers }: AuthRequest): string | undefined {
  const { authorization } = headers;
  if (typeof authorization !== "string" || !authorization.startsWith(SCHEME)) return undefined;
  return authorization.slice(SCHEME.length) || undefined;
}

export function unauthenticated(message: string): AppError {
  return new AppError("UNAUTHENTICATED", message);
}

/** One text for every token that is no good: which check failed is not the caller's business. */
export function invalidToken(cause?: unknown): AppError {
  return new AppError("UNAUTHENTICATED", "Invalid or expired token", { cause });
}

/** Who can't be asked about is not let in, and is told to come again. */
export function providerDown(name: string, cause?: unknown): AppError {
  return new AppError("UNAVAILABLE", `callers can't be authenticated now (${name}); try again`, {
    retryAfterSeconds: 1,
    cause,
  });
}
