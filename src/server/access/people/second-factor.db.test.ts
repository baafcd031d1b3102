import { createHash, createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { systemClock } from "@/server/infra/clock";
import type { Ctx } from "@/server/infra/context";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { oneTimeCode } from "@/testing/one-time-code";
import { cookiesOf, PASSWORD, type SignInServer, startSignIn } from "@/testing/people";
import { invitePerson } from "./people";

const PERIOD_MS = 30_000;

let t: TestDatabase;
let ctx: Ctx;
let server: SignInServer;
let replica: SignInServer;
beforeAll(async () => {
  t = await testDatabase();
  ctx = t.ctx({ clock: systemClock });
  server = await startSignIn(ctx);
  replica = await startSignIn(ctx);
});
afterAll(async () => {
  await server.close();
  await replica.close();
  await t.close();
});
// Codes change with the real clock, so it stands still unless a test moves it.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const nextPeriod = () => vi.advanceTimersByTime(PERIOD_MS);
/** The attempts of all tests come from one address. */
const forgetAttempts = () => t.owner.query("delete from sign_in_attempts where key not like 'code:%'");

type Guarded = { email: string; key: string; enrolledBy: string; backupCodes: string[] };

let people = 0;
/** Somebody with a second factor, who has used a code to switch it on. */
async function guardedPerson(): Promise<Guarded> {
  await forgetAttempts();
  const email = `guarded-${++people}@example.org`;
  const { path } = await invitePerson(ctx, { name: "Ada", email, expiresAt: null });
  await server.post("/reset-password", { token: path.split("#")[1], newPassword: PASSWORD });
  const cookie = cookiesOf(await server.post("/sign-in/email", { email, password: PASSWORD }));
  const begun = await server.post("/two-factor/enable", { password: PASSWORD }, cookie);
  const { totpURI, backupCodes } = (await begun.json()) as { totpURI: string; backupCodes: string[] };
  const key = new URL(totpURI).searchParams.get("secret") ?? "";
  const enrolledBy = oneTimeCode(key);
  expect((await server.post("/two-factor/verify-totp", { code: enrolledBy }, cookie)).status).toBe(200);
  return { email, key, enrolledBy, backupCodes };
}

/** The password was right; the code is still to come. */
async function challenge({ email }: Guarded, at = server): Promise<string> {
  await forgetAttempts();
  const answer = await at.post("/sign-in/email", { email, password: PASSWORD });
  const cookie = cookiesOf(answer);
  expect(await answer.json()).toMatchObject({ twoFactorRedirect: true });
  expect(await at.readSession(cookie)).toBeUndefined();
  return cookie;
}

async function answerWith(code: string, cookie: string, at = server) {
  const reply = await at.post("/two-factor/verify-totp", { code }, cookie);
  const body = (await reply.json()) as { code?: string };
  return { status: reply.status, code: body.code, isIn: (await at.readSession(cookiesOf(reply))) !== undefined };
}

const IN = { status: 200, code: undefined, isIn: true };
const USED = { status: 401, code: "CODE_USED", isIn: false };

it("a code lets in once: not again while it is right, and on no other replica", async () => {
  const ada = await guardedPerson();
  nextPeriod();
  const code = oneTimeCode(ada.key);
  expect(await answerWith(code, await challenge(ada))).toEqual(IN);

  expect(await answerWith(code, await challenge(ada))).toEqual(USED);
  expect(await answerWith(code, await challenge(ada, replica), replica)).toEqual(USED);
  // One period later the code would still be taken, for clocks that are slow.
  nextPeriod();
  expect(await answerWith(code, await challenge(ada))).toEqual(USED);
});

it("who has brought a used code goes on with the next one", async () => {
  const ada = await guardedPerson();
  const cookie = await challenge(ada);

  expect(await answerWith(ada.enrolledBy, cookie)).toEqual(USED);
  nextPeriod();
  expect(await answerWith(oneTimeCode(ada.key), cookie)).toEqual(IN);
});

it("of two who bring one code at the same moment one is let in", async () => {
  const ada = await guardedPerson();
  nextPeriod();
  const cookies = [await challenge(ada), await challenge(ada, replica)];

  const answers = await Promise.all(
    [server, replica].map((at, n) => answerWith(oneTimeCode(ada.key), cookies[n] ?? "", at)),
  );

  expect(answers.filter(({ isIn }) => isIn)).toEqual([IN]);
  expect(answers.filter(({ isIn }) => !isIn)).toEqual([USED]);
});

it("a request that is sent again whole lets nobody in", async () => {
  const ada = await guardedPerson();
  nextPeriod();
  const cookie = await challenge(ada);
  expect(await answerWith(oneTimeCode(ada.key), cookie)).toEqual(IN);

  expect(await answerWith(oneTimeCode(ada.key), cookie)).toMatchObject({ status: 401, isIn: false });
  nextPeriod();
  expect(await answerWith(oneTimeCode(ada.key), cookie)).toMatchObject({ status: 401, isIn: false });
});

it("a code that was brought before its time is not used up by that", async () => {
  const ada = await guardedPerson();
  const later = oneTimeCode(ada.key, 3);

  expect(await answerWith(later, await challenge(ada))).toMatchObject({ status: 401, code: "INVALID_CODE" });
  vi.advanceTimersByTime(3 * PERIOD_MS);
  expect(await answerWith(later, await challenge(ada))).toEqual(IN);
});

it("the same digits of another person are theirs", async () => {
  const [ada, grace] = [await guardedPerson(), await guardedPerson()];
  await t.owner.query(
    `update two_factors set secret = (select secret from two_factors f join people p on p.id = f.user_id where p.email = $1)
      where user_id = (select id from people where email = $2)`,
    [ada.email, grace.email],
  );
  nextPeriod();

  expect(await answerWith(oneTimeCode(ada.key), await challenge(ada))).toEqual(IN);
  expect(await answerWith(oneTimeCode(ada.key), await challenge(grace))).toEqual(IN);
});

it.each(["/two-factor/verify-totp", "/two-factor/verify-backup-code"])(
  "no browser is spared the code by %s",
  async (path) => {
    const ada = await guardedPerson();
    nextPeriod();
    const code = path.endsWith("totp") ? oneTimeCode(ada.key) : ada.backupCodes[0];
    const cookie = await challenge(ada);

    const refused = await server.post(path, { code, trustDevice: true }, cookie);

    expect([refused.status, await refused.json()]).toMatchObject([400, { code: "NO_TRUSTED_DEVICES" }]);
    expect(await server.readSession(cookiesOf(refused))).toBeUndefined();
    const answer = await server.post(path, { code, trustDevice: false }, cookie);
    expect(answer.status).toBe(200);
    expect(cookiesOf(answer)).not.toContain("trust_device");
  },
);

it("a browser that was trusted by the library's own means is asked for a code all the same", async () => {
  const ada = await guardedPerson();
  const { settings } = server;
  const [person] = await t.owner.query<{ id: string }>("select id from people where email = $1", [ada.email]);
  const name = "trust-device-0123456789";
  await t.owner.query(
    `insert into verifications (id, identifier, value, expires_at, created_at, updated_at)
     values ('trusted', $1, $2, now() + interval '20 days', now(), now())`,
    [createHash("sha256").update(name).digest("base64url"), person?.id],
  );
  const mac = (text: string) => createHmac("sha256", settings.secret).update(text);
  const trust = `${mac(`${person?.id}!${name}`).digest("base64url")}!${name}`;
  const value = encodeURIComponent(`${trust}.${mac(trust).digest("base64")}`);

  for (const cookie of [`holdfast.trust_device=${value}`, `a=b;  holdfast.trust_device = ${value}; c=d`]) {
    const answer = await server.post("/sign-in/email", { email: ada.email, password: PASSWORD }, cookie);
    expect(await answer.json()).toMatchObject({ twoFactorRedirect: true });
    expect(await server.readSession(cookiesOf(answer))).toBeUndefined();
  }
});

it("a backup code lets in once, also of two at the same moment", async () => {
  const ada = await guardedPerson();
  const [first = "", second = ""] = ada.backupCodes;
  const use = async (code: string, cookie: string, at = server) =>
    (await at.post("/two-factor/verify-backup-code", { code }, cookie)).status;
  expect(await use(first, await challenge(ada))).toBe(200);

  expect(await use(first, await challenge(ada, replica), replica)).toBe(401);
  const cookies = [await challenge(ada), await challenge(ada, replica)];
  const statuses = await Promise.all([server, replica].map((at, n) => use(second, cookies[n] ?? "", at)));
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
});
