import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { toNodeHandler } from "better-auth/node";
import { SetUpFirst } from "@/contracts/people";
import { AppError } from "@/lib/errors";
import { addressOf, networkOf } from "@/server/infra/client-address";
import type { Ctx } from "@/server/infra/context";
import { createAttempts } from "./attempts";
import { AUTH_PATH, type Auth } from "./auth";
import { setUpFirst } from "./first-administrator";
import { OIDC_PROVIDER } from "./oidc";
import { withAuthRequest } from "./request";
import type { ReadSession } from "./session-provider";
import { forgetTrust } from "./trusted-devices";

const BODY_BYTES_MAX = 16 * 1024;
/** Ours, beside the library's: the one account that is made without anybody who could invite. */
const SET_UP_PATH = "/first-administrator";
const SET_UP_LIMIT = { max: 10, windowSeconds: 60 };

type Rule = { method: "GET" | "POST"; needsSession: boolean };

/** What of the library can be reached. It brings more; what is not named here does not exist. */
const PATHS: Readonly<Record<string, Rule>> = {
  "/sign-in/email": { method: "POST", needsSession: false },
  "/sign-in/social": { method: "POST", needsSession: false },
  [`/callback/${OIDC_PROVIDER}`]: { method: "GET", needsSession: false },
  "/sign-out": { method: "POST", needsSession: false },
  "/reset-password": { method: "POST", needsSession: false },
  "/two-factor/verify-totp": { method: "POST", needsSession: false },
  "/two-factor/verify-backup-code": { method: "POST", needsSession: false },
  "/two-factor/enable": { method: "POST", needsSession: true },
  "/two-factor/disable": { method: "POST", needsSession: true },
  "/two-factor/generate-backup-codes": { method: "POST", needsSession: true },
  "/change-password": { method: "POST", needsSession: true },
  [SET_UP_PATH]: { method: "POST", needsSession: false },
};

/** The door of sign-in: what may come in, and what the library is told about the connection. */
export function createAuthDoor(parts: { ctx: Ctx; auth: Auth; readSession: ReadSession }): RequestListener {
  const answer = toNodeHandler(parts.auth);
  return (req, res) =>
    void enter(req, res).catch((err) => {
      parts.ctx.log.error({ err }, "sign-in failed");
      refuse(res, 500, "INTERNAL", "Something failed here. Try again.");
    });

  async function enter(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = new URL(req.url ?? "/", "http://localhost").pathname.slice(AUTH_PATH.length);
    const rule = Object.hasOwn(PATHS, path) ? PATHS[path] : undefined;
    if (rule === undefined || rule.method !== req.method)
      return refuse(res, 404, "NOT_FOUND", "There is nothing here.");
    if (!isSmall(req)) return refuse(res, 413, "TOO_LARGE", "The body is too large, or its length is not stated.");
    if (rule.needsSession && (await parts.readSession(req.headers.cookie)) === undefined)
      return refuse(res, 401, "SIGNED_OUT", "Your session has ended. Sign in again.");
    forgetTrust(req);
    const address = addressOf(req.headers);
    const id = String(req.headers["x-request-id"] ?? "");
    if (path === SET_UP_PATH) return setUp(req, res, address);
    await withAuthRequest({ id, path, address, provider: "password", groups: [] }, () => answer(req, res));
  }

  async function setUp(req: IncomingMessage, res: ServerResponse, address: string | null): Promise<void> {
    const key = `set-up:${networkOf(address ?? "")}`;
    const { isAllowed, retryAfterSeconds } = await createAttempts(parts.ctx).take(key, SET_UP_LIMIT);
    if (!isAllowed) {
      res.setHeader("X-Retry-After", String(retryAfterSeconds));
      return refuse(res, 429, "ADDRESS_LIMIT", "Too many attempts.");
    }
    const input = SetUpFirst.safeParse(await jsonBody(req));
    if (!input.success) return refuse(res, 400, "INVALID", "Something in the form is not right.");
    try {
      const made = await setUpFirst({ ...parts.ctx, address }, input.data);
      res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(made));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refuse(res, 404, "INVALID_TOKEN", error.message);
    }
  }
}

async function jsonBody(req: IncomingMessage): Promise<unknown> {
  const body = await text(req);
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isSmall(req: IncomingMessage): boolean {
  if (req.method === "GET") return true;
  return req.headers["transfer-encoding"] === undefined && Number(req.headers["content-length"] ?? 0) <= BODY_BYTES_MAX;
}

/** In the library's form, so that a page reads one kind of answer. */
function refuse(res: ServerResponse, status: number, code: string, message: string): void {
  if (res.headersSent) return;
  res.writeHead(status, { "content-type": "application/json" });
  res.end(JSON.stringify({ code, message }));
}
