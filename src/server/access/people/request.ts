import { AsyncLocalStorage } from "node:async_hooks";

/** What is known of a sign-in request while the library works on it; its own hooks don't hand these things on. */
export type AuthRequest = {
  id: string;
  /** Path below the library's door, e.g. `/sign-in/email`. */
  path: string;
  address: string | null;
  /** Provider and groups of a session that begins in this request. */
  provider: string;
  groups: string[];
  /** Whose second factor a code is brought for. */
  codeOf?: string | undefined;
};

const current = new AsyncLocalStorage<AuthRequest>();

export function withAuthRequest<T>(request: AuthRequest, work: () => T): T {
  return current.run(request, work);
}

export function authRequest(): AuthRequest | undefined {
  return current.getStore();
}
