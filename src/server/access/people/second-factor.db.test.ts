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
const forgetAttempts = () => t.owner.query("delete from sign_in_attempts where key !~ '^codes?:'");

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

const TOTP = "/two-factor/verify-totp";
const BACKUP = "/two-factor/verify-backup-code";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const WRONG = { [TOTP]: "000000", [BACKUP]: "aaaaa-bbbbb" };

async function refusalsOf({ email }: Guarded) {
  const rows = await t.owner.query<{ event_outcome: string; actor_id: string; actor_ip: string; data: string }>(
    `select event_outcome, actor_id, actor_ip, event_data as data from audit_events
      where event_type = 'access.second_factor.refused' and event_data ->> 'email' = $1 and event_date > '2020-01-01'
      order by event_timestamp, chain_seq`,
    [email],
  );
  return rows.map(({ data, ...row }) => ({ ...row, data: JSON.parse(data) as unknown }));
}

it("wrong and used codes are recorded as what they are, without the code", async () => {
  const ada = await guardedPerson();
  const cookie = await challenge(ada);
  const post = async (path: string, code: string) => (await server.post(path, { code }, cookie)).status;

  expect(await post(TOTP, WRONG[TOTP])).toBe(401);
  expect(await post(TOTP, ada.enrolledBy)).toBe(401);
  expect(await post(BACKUP, WRONG[BACKUP])).toBe(401);

  const refused = (factor: string) => ({
    event_outcome: "failure",
    actor_id: ada.email,
    actor_ip: "127.0.0.1",
    data: {
      event_type: "access.second_factor.refused",
      email: ada.email,
      factor,
      request_id: expect.stringMatching(UUID),
    },
  });
  expect(await refusalsOf(ada)).toEqual([refused("totp"), refused("totp"), refused("backup_code")]);
});

it("of two who bring one code at the same moment the one who is not let in is recorded", async () => {
  const ada = await guardedPerson();
  nextPeriod();
  const cookies = [await challenge(ada), await challenge(ada, replica)];

  await Promise.all([server, replica].map((at, n) => answerWith(oneTimeCode(ada.key), cookies[n] ?? "", at)));

  expect(await refusalsOf(ada)).toHaveLength(1);
});

it("who brings a code without a right password before it leaves no record", async () => {
  const before = await t.owner.query("select from audit_events where event_type = 'access.second_factor.refused'");

  expect((await server.post(TOTP, { code: WRONG[TOTP] })).status).toBe(401);
  expect((await server.post(BACKUP, { code: WRONG[BACKUP] }, "holdfast.two_factor=forged.signature")).status).toBe(401);

  const after = await t.owner.query("select from audit_events where event_type = 'access.second_factor.refused'");
  expect(after).toHaveLength(before.length);
});

it("ten wrong codes of one account are the last for a quarter of an hour, whatever kind, replica and sign-in", async () => {
  const ada = await guardedPerson();
  const tries = [TOTP, BACKUP, TOTP, BACKUP, TOTP] as const;
  for (const at of [server, replica]) {
    const cookie = await challenge(ada, at);
    for (const path of tries) expect((await at.post(path, { code: WRONG[path] }, cookie)).status).toBe(401);
  }

  nextPeriod();
  const refused = await server.post(TOTP, { code: oneTimeCode(ada.key) }, await challenge(ada));
  expect([refused.status, await refused.json()]).toMatchObject([429, { code: "ACCOUNT_LIMIT" }]);
  expect(Number(refused.headers.get("x-retry-after"))).toBe(900 - PERIOD_MS / 1000);
  expect((await server.post(BACKUP, { code: ada.backupCodes[0] }, await challenge(ada))).status).toBe(429);
  expect(await refusalsOf(ada)).toHaveLength(10);

  vi.advanceTimersByTime(900_000);
  expect(await answerWith(oneTimeCode(ada.key), await challenge(ada))).toEqual(IN);
});

it("a right code begins the count anew, a right password does not", async () => {
  const ada = await guardedPerson();
  const fail = async (count: number) => {
    for (let n = 0; n < count; n++)
      expect((await server.post(TOTP, { code: WRONG[TOTP] }, await challenge(ada))).status).toBe(401);
  };

  await fail(9);
  nextPeriod();
  expect(await answerWith(oneTimeCode(ada.key), await challenge(ada))).toEqual(IN);
  await fail(10);

  expect((await server.post(TOTP, { code: WRONG[TOTP] }, await challenge(ada))).status).toBe(429);
});

it("codes of one account take nothing from another's", async () => {
  const [ada, grace] = [await guardedPerson(), await guardedPerson()];
  for (let n = 0; n < 11; n++) await server.post(TOTP, { code: WRONG[TOTP] }, await challenge(ada));

  nextPeriod();
  expect(await answerWith(oneTimeCode(grace.key), await challenge(grace))).toEqual(IN);
});

it("a right code leaves no record of a changed second factor", async () => {
  const ada = await guardedPerson();
  const count = async () =>
    (await t.owner.query("select from audit_events where event_type = 'access.second_factor.changed'")).length;
  const before = await count();
  nextPeriod();

  await answerWith(WRONG[TOTP], await challenge(ada));
  expect(await answerWith(oneTimeCode(ada.key), await challenge(ada))).toEqual(IN);

  expect(await count()).toBe(before);
});
