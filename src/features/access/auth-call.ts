/** What the sign-in door answers when it refuses. */
export type AuthFailure = { code: string; message: string; retryAfterSeconds: number | null };
export type AuthAnswer = { ok: true; data: Record<string, unknown> } | { ok: false; failure: AuthFailure };

/** Asks the sign-in door. It keeps the session in a cookie that no script can read. */
export async function callAuth(path: string, body: Record<string, unknown> = {}): Promise<AuthAnswer> {
  try {
    const answer = await fetch(`/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const data = await readJson(answer);
    return answer.ok ? { ok: true, data } : { ok: false, failure: failureIn(answer, data) };
  } catch {
    const message = "The server did not answer. Check the connection.";
    return { ok: false, failure: { code: "NO_ANSWER", message, retryAfterSeconds: null } };
  }
}

async function readJson(answer: Response): Promise<Record<string, unknown>> {
  const data: unknown = await answer.json().catch(() => null);
  return typeof data === "object" && data !== null ? { ...data } : {};
}

function failureIn(answer: Response, data: Record<string, unknown>): AuthFailure {
  const wait = Number(answer.headers.get("x-retry-after"));
  const retryAfterSeconds = answer.status === 429 && wait > 0 ? wait : null;
  const code = typeof data.code === "string" ? data.code : answer.status === 429 ? "TOO_MANY" : "UNKNOWN";
  const message = typeof data.message === "string" ? data.message : "";
  return { code, message: failureWords(code, message, retryAfterSeconds), retryAfterSeconds };
}

const WORDS: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: "E-mail and password do not belong together.",
  INVALID_EMAIL: "This is no e-mail address.",
  INVALID_PASSWORD: "The password is not right.",
  ACCOUNT_CLOSED: "This account is closed. An administrator can open it again.",
  INVALID_CODE: "The code is not right. Codes change every 30 seconds.",
  CODE_USED: "This code has been used. Wait for the next one.",
  INVALID_BACKUP_CODE: "This is none of your backup codes, or it has been used.",
  INVALID_TWO_FACTOR_COOKIE: "That took too long. Sign in again from the start.",
  INVALID_TOKEN: "This link has been used or is too old. Ask an administrator for another one.",
  PASSWORD_TOO_SHORT: "The password is too short.",
  PASSWORD_TOO_LONG: "The password is too long.",
  EMAIL_PASSWORD_DISABLED: "Sign-in by password is switched off here.",
  NO_ROLE: "You have no role here. Ask an administrator for one.",
  account_not_linked: "An account with this address exists, but the identity provider has not verified the address.",
  state_mismatch: "This sign-in was begun in another browser or has taken too long. Try again.",
  access_denied: "The identity provider did not let you in.",
};

/** The door's codes in words; a limit says how long to wait. */
export function failureWords(code: string, message: string, retryAfterSeconds: number | null): string {
  if (retryAfterSeconds !== null) {
    const minutes = Math.ceil(retryAfterSeconds / 60);
    return `Too many attempts. Try again in ${retryAfterSeconds < 90 ? `${retryAfterSeconds} s` : `${minutes} min`}.`;
  }
  return WORDS[code] ?? (message === "" ? "Signing in failed." : message);
}
