import { APIError, getAuthoritativeSessionFromCtx } from "better-auth/api";
import type { Ctx } from "@/server/infra/context";
import type { Attempts } from "./attempts";
import { type Call, textIn, tooManyAttempts } from "./call";
import { recordRefusal } from "./record-refusal";
import { authRequest } from "./request";
import { selectAccount } from "./sql";
import type { UsedCodes } from "./used-codes";

const FACTORS = new Map([
  ["/two-factor/verify-totp", "totp"],
  ["/two-factor/verify-backup-code", "backup_code"],
]);
/** The library's name for the cookie of somebody whose password was right. */
const CHALLENGE_COOKIE = "two_factor";
const WRONG = new Set(["INVALID_CODE", "INVALID_BACKUP_CODE", "CODE_USED"]);

type Counters = { attempts: Attempts; usedCodes: UsedCodes };

/** Before the library looks at a code: whether one more may be tried, and whether this one has let somebody in before. */
export async function admitCode(ctx: Ctx, { attempts, usedCodes }: Counters, call: Call): Promise<void> {
  const factor = FACTORS.get(call.path);
  const request = authRequest();
  if (factor === undefined || request === undefined) return;
  request.codeOf = await ownerOfCode(call);
  if (request.codeOf === undefined) return;
  const { isAllowed, retryAfterSeconds } = await attempts.takeForCodes(request.codeOf);
  if (!isAllowed) throw tooManyAttempts(retryAfterSeconds);
  // Told before the library knows of it, so that the sign-in under way goes on with the next code.
  if (factor === "totp" && (await usedCodes.isUsed(request.codeOf, textIn(call.body, "code")))) {
    await recordWrongCode(ctx, request.codeOf, factor);
    throw codeUsed();
  }
}

/** Once the library has looked at it: a wrong code leaves a record, which does not hold the code. */
export async function noteCode(ctx: Ctx, { path, context: { returned } }: Call): Promise<void> {
  const factor = FACTORS.get(path);
  const personId = authRequest()?.codeOf;
  if (factor === undefined || personId === undefined || !(returned instanceof APIError)) return;
  if (WRONG.has(String(returned.body?.code))) await recordWrongCode(ctx, personId, factor);
}

/** Called where a session begins: of two who bring one code at the same moment, one is let in. */
export async function takeCode({ attempts, usedCodes }: Counters, personId: string, body: unknown): Promise<void> {
  const factor = FACTORS.get(authRequest()?.path ?? "");
  if (factor === undefined) return;
  if (factor === "totp" && !(await usedCodes.take(personId, textIn(body, "code")))) throw codeUsed();
  await attempts.forgetCodes(personId);
}

/** Whom the library will hold a code against: whoever is signed in, else who has given their password. */
async function ownerOfCode(call: Call): Promise<string | undefined> {
  const session = await getAuthoritativeSessionFromCtx(call);
  if (session) return session.user.id;
  const { createAuthCookie, secret, internalAdapter } = call.context;
  const challenge = await call.getSignedCookie(createAuthCookie(CHALLENGE_COOKIE).name, secret);
  return typeof challenge === "string" ? (await internalAdapter.findVerificationValue(challenge))?.value : undefined;
}

async function recordWrongCode(ctx: Ctx, personId: string, factor: string): Promise<void> {
  const account = await selectAccount(ctx.db, personId, ctx.clock.now().toISOString());
  await recordRefusal(ctx, account, { type: "access.second_factor.refused", data: { factor } });
}

function codeUsed(): APIError {
  return new APIError("UNAUTHORIZED", {
    code: "CODE_USED",
    message: "This code has been used. Wait for the next one.",
  });
}
