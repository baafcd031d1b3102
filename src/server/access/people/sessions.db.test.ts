import { afterAll, beforeAll, expect, it } from "vitest";
import { createFreshness, createGrants } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { fakeClock } from "@/testing/clock";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { cookiesOf, PASSWORD, type SignInServer, startSignIn } from "@/testing/people";
import { prepareFirstAdministrator } from "./first-administrator";
import { deactivatePerson, invitePerson, setPersonExpiry } from "./people";
import { createSessionProvider } from "./session-provider";
import { endSession, listSessions, ownAccount } from "./sessions";

const EMAIL = "ada@example.org";
const MINUTE = 60_000;

let t: TestDatabase;
let clock: ReturnType<typeof fakeClock>;
let ctx: Ctx;
let server: SignInServer;
beforeAll(async () => {
  t = await testDatabase();
  // The library reads the real clock, so the faked one starts from there.
  clock = fakeClock(new Date());
  ctx = t.ctx({ clock });
  server = await startSignIn(ctx, { sessionIdleMs: 30 * MINUTE, sessionMaxMs: 120 * MINUTE });
  await prepareFirstAdministrator(ctx, { email: EMAIL, password: PASSWORD });
});
afterAll(async () => {
  await server.close();
  await t.close();
});

async function signedIn(): Promise<{ cookie: string; own: Ctx }> {
  await t.owner.query("delete from sign_in_attempts");
  const cookie = cookiesOf(await server.post("/sign-in/email", { email: EMAIL, password: PASSWORD }));
  return { cookie, own: await contextOf(cookie) };
}

async function contextOf(cookie: string): Promise<Ctx> {
  const grants = createGrants({ db: ctx.db, clock, freshness: createFreshness(() => false) });
  const provider = createSessionProvider({ read: server.readSession, grants, settings: server.settings });
  const principal = await provider.authenticate({ headers: { cookie }, need: { scope: null, verb: "get" } });
  if (principal === undefined) throw new Error("nobody is signed in");
  return { ...ctx, principal };
}

it("a person is known by e-mail, with the scopes that were granted", async () => {
  const { own } = await signedIn();

  expect(own.principal).toMatchObject({ kind: "person", id: EMAIL, provider: "password" });
  expect(own.principal.scopes.has("access:admin")).toBe(true);
});

it("one's own sessions are listed, and the one in use is marked", async () => {
  await signedIn();
  const { own } = await signedIn();

  const { account, sessions } = await ownAccount(own);

  expect(account).toMatchObject({ email: EMAIL, hasSecondFactor: false });
  expect(sessions.filter((session) => session.isThisOne)).toHaveLength(1);
  expect(sessions.length).toBeGreaterThan(1);
});

it("a session that is ended from afar is over at once; another person's needs the scope", async () => {
  const first = await signedIn();
  const second = await signedIn();
  const mine = (await ownAccount(first.own)).sessions.find((session) => session.isThisOne);
  const sessionId = mine?.id ?? "";
  const { personId } = await invitePerson(ctx, { name: "Grace", email: "grace@example.org", expiresAt: null });
  const without: Ctx = { ...second.own, principal: { ...second.own.principal, scopes: new Set(["audit:read"]) } };

  await expect(endSession(without, { sessionId, personId })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(listSessions(without, { personId })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(endSession(second.own, { sessionId, personId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await endSession(second.own, { sessionId });

  expect(await server.readSession(first.cookie)).toBeUndefined();
  expect(await server.readSession(second.cookie)).toBeDefined();
});

it("nobody closes their own account", async () => {
  const { own } = await signedIn();
  const { account } = await ownAccount(own);

  await expect(deactivatePerson(own, { personId: account?.id ?? "" })).rejects.toMatchObject({ code: "CONFLICT" });
});

it("a last day that would leave nobody to administer access is not set", async () => {
  const { own } = await signedIn();
  const { account } = await ownAccount(own);
  const change = { personId: account?.id ?? "", expiresAt: "2020-01-01T00:00:00Z" };

  await expect(setPersonExpiry(own, change)).rejects.toMatchObject({ code: "CONFLICT" });
  expect((await ownAccount(own)).sessions.length).toBeGreaterThan(0);
});

// Last, because they move the clock on.
it("a session ends when it is idle for too long, and use keeps it", async () => {
  const used = await signedIn();
  const idle = await signedIn();
  clock.advance(20 * MINUTE);
  expect(await server.readSession(used.cookie)).toBeDefined();
  clock.advance(20 * MINUTE);

  expect(await server.readSession(used.cookie)).toBeDefined();
  expect(await server.readSession(idle.cookie)).toBeUndefined();
});

it("a session ends at its greatest age, used or not", async () => {
  const { cookie } = await signedIn();
  for (let minutes = 0; minutes < 80; minutes += 20) {
    expect(await server.readSession(cookie)).toBeDefined();
    clock.advance(20 * MINUTE);
  }
  clock.advance(20 * MINUTE);

  expect(await server.readSession(cookie)).toBeUndefined();
});
