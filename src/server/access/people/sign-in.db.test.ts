import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "@/server/infra/clock";
import type { Ctx } from "@/server/infra/context";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { cookiesOf, PASSWORD, type SignInServer, startSignIn } from "@/testing/people";
import { deactivatePerson, invitePerson, linkForPassword, setPersonExpiry } from "./people";

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

let people = 0;
async function person(): Promise<{ id: string; email: string }> {
  const email = `person-${++people}@example.org`;
  const { personId, path } = await invitePerson(ctx, { name: "Ada", email, expiresAt: null });
  const token = path.split("#")[1];
  const answer = await server.post("/reset-password", { token, newPassword: PASSWORD });
  expect(answer.status).toBe(200);
  return { id: personId, email };
}

const signIn = (email: string, password = PASSWORD) => server.post("/sign-in/email", { email, password });

async function recordsOf(personId: string): Promise<string[]> {
  const rows = await t.owner.query<{ event_type: string }>(
    `select event_type from audit_events where event_date > now() - interval '2 days' and resource_id = $1
      order by event_timestamp, chain_seq`,
    [personId],
  );
  return rows.map((row) => row.event_type);
}

it("an invitation sets a password once, and with it a session begins", async () => {
  const { personId, path } = await invitePerson(ctx, { name: "Ada", email: "once@example.org", expiresAt: null });
  const token = path.split("#")[1];

  expect((await server.post("/reset-password", { token, newPassword: "short" })).status).toBe(400);
  expect((await server.post("/reset-password", { token, newPassword: PASSWORD })).status).toBe(200);
  expect((await server.post("/reset-password", { token, newPassword: `${PASSWORD}!` })).status).toBe(400);
  const answer = await signIn("Once@Example.org");

  expect(answer.status).toBe(200);
  expect(await server.readSession(cookiesOf(answer))).toMatchObject({ user_id: personId, provider: "password" });
  expect(answer.headers.getSetCookie().join()).toMatch(/holdfast\.session_token=.*HttpOnly; SameSite=Lax/);
  expect(await recordsOf(personId)).toEqual([
    "access.person.invited",
    "access.sign_in_method.created",
    "access.session.started",
  ]);
});

it("a sign-in whose record can't be stored leaves no session", async () => {
  const { id, email } = await person();
  await t.owner.query(`create function refuse_record() returns trigger language plpgsql as
    $$ begin if new.event_type = 'access.session.started' then raise exception 'no room'; end if; return new; end $$`);
  await t.owner.query(
    "create trigger refuse_record before insert on audit_events for each row execute function refuse_record()",
  );

  const answer = await signIn(email);
  await t.owner.query("drop trigger refuse_record on audit_events");

  expect(answer.status).toBe(500);
  expect(cookiesOf(answer)).toBe("");
  expect(await t.app.query("select id from people_sessions where user_id = $1", [id])).toEqual([]);
  expect((await signIn(email)).status).toBe(200);
});

it("a changed password whose record can't be stored stays as it was", async () => {
  const { id, email } = await person();
  const link = await linkForPassword(ctx, { personId: id });
  await t.owner.query(`create function refuse_password() returns trigger language plpgsql as
    $$ begin if new.event_type = 'access.password.changed' then raise exception 'no room'; end if; return new; end $$`);
  await t.owner.query(
    "create trigger refuse_password before insert on audit_events for each row execute function refuse_password()",
  );

  const token = link.path.split("#")[1];
  const refused = await server.post("/reset-password", { token, newPassword: "another password here" });
  await t.owner.query("drop trigger refuse_password on audit_events");

  expect(refused.status).toBe(500);
  expect((await signIn(email)).status).toBe(200);
  expect((await server.post("/reset-password", { token, newPassword: "another password here" })).status).toBe(200);
  expect((await signIn(email)).status).toBe(401);
  expect((await signIn(email, "another password here")).status).toBe(200);
});

it("a new password ends every session", async () => {
  const { id, email } = await person();
  const cookie = cookiesOf(await signIn(email));
  const link = await linkForPassword(ctx, { personId: id });

  await server.post("/reset-password", { token: link.path.split("#")[1], newPassword: "another password here" });

  expect(await server.readSession(cookie)).toBeUndefined();
});

it("a wrong password says no more than an unknown address, and is recorded where there is an account", async () => {
  const { id, email } = await person();

  const wrong = await signIn(email, "not the password");
  const unknown = await signIn("nobody@example.org", "not the password");

  expect(wrong.status).toBe(401);
  expect(await wrong.text()).toBe(await unknown.text());
  expect(unknown.status).toBe(401);
  expect((await recordsOf(id)).at(-1)).toBe("access.sign_in.refused");
});

it("attempts on one account are limited, whatever the password", async () => {
  const { email } = await person();
  await t.owner.query("delete from sign_in_attempts");
  for (let attempt = 0; attempt < 10; attempt++) expect((await signIn(email, "not the password")).status).toBe(401);

  const refused = await signIn(email);

  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("x-retry-after"))).toBeGreaterThan(0);
  await t.owner.query("delete from sign_in_attempts");
});

it("attempts from one address are limited over all accounts and replicas", async () => {
  await t.owner.query("delete from sign_in_attempts");
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 22; attempt++) {
    const door = attempt % 2 === 0 ? server : replica;
    const answer = await door.post("/sign-in/email", { email: `nowhere ${attempt}`, password: "none" });
    statuses.push(answer.status);
  }

  expect(statuses.slice(0, 20)).not.toContain(429);
  expect(statuses.slice(20)).toEqual([429, 429]);
  await t.owner.query("delete from sign_in_attempts");
});

describe("the address of a sign-in", () => {
  const from = (to: SignInServer, email: string, forwarded: string, password = PASSWORD) =>
    to.post("/sign-in/email", { email, password }, undefined, {
      "x-forwarded-for": forwarded,
      "x-holdfast-address": "6.6.6.6",
    });
  const recordedFor = async (personId: string) => {
    const [session] = await t.app.query<{ ip_address: string }>(
      "select ip_address from people_sessions where user_id = $1",
      [personId],
    );
    const [event] = await t.owner.query<{ actor_ip: string }>(
      `select actor_ip from audit_events where event_date > now() - interval '2 days'
          and resource_id = $1 and event_type = 'access.session.started'`,
      [personId],
    );
    return [session?.ip_address, event?.actor_ip];
  };
  const attempts = async (to: SignInServer, addressOfAttempt: (n: number) => string) => {
    await t.owner.query("delete from sign_in_attempts");
    const answers: Response[] = [];
    for (let n = 0; n < 21; n++) answers.push(await from(to, `nowhere ${n}`, addressOfAttempt(n), "none"));
    await t.owner.query("delete from sign_in_attempts");
    return answers.map((answer) => answer.status);
  };

  it("is the connection's, whatever the browser claims", async () => {
    const { id, email } = await person();
    await from(server, email, "192.0.2.1");

    expect(await recordedFor(id)).toEqual(["127.0.0.1", "127.0.0.1"]);
    expect((await attempts(server, (n) => `192.0.2.${n}`)).at(-1)).toBe(429);
  });

  it("is the one that a trusted proxy names, in the session, in the record and in the limit", async () => {
    const proxied = await startSignIn(ctx, {}, { trustedProxies: ["127.0.0.0/8"] });
    try {
      const [four, six] = [await person(), await person()];
      await from(proxied, four.email, "6.6.6.6, 192.0.2.1");
      await from(proxied, six.email, "2001:db8:1:2:3:4:5:6");

      expect(await recordedFor(four.id)).toEqual(["192.0.2.1", "192.0.2.1"]);
      expect(await recordedFor(six.id)).toEqual(["2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6"]);
      expect(await attempts(proxied, (n) => `192.0.2.${n}`)).not.toContain(429);
      expect((await attempts(proxied, (n) => `6.6.6.${n}, 192.0.2.1`)).at(-1)).toBe(429);
      expect((await attempts(proxied, (n) => `2001:db8:1:2::${n + 1}`)).at(-1)).toBe(429);
    } finally {
      await proxied.close();
    }
  });
});

it("deactivation ends sessions at once, on every replica, and lets nobody in again", async () => {
  const { id, email } = await person();
  const cookie = cookiesOf(await signIn(email));
  expect(await replica.readSession(cookie)).toBeDefined();

  await deactivatePerson(ctx, { personId: id });

  expect(await server.readSession(cookie)).toBeUndefined();
  expect(await replica.readSession(cookie)).toBeUndefined();
  expect((await signIn(email)).status).toBe(403);
  expect(await recordsOf(id)).toContain("access.person.deactivated");
});

it("a link of somebody who is deactivated sets no password", async () => {
  const { id } = await person();
  const { path } = await linkForPassword(ctx, { personId: id });

  await deactivatePerson(ctx, { personId: id });

  const answer = await server.post("/reset-password", { token: path.split("#")[1], newPassword: PASSWORD });
  expect(answer.status).toBe(400);
});

it("access that has expired is closed, even where a session is open", async () => {
  const { id, email } = await person();
  const cookie = cookiesOf(await signIn(email));

  await setPersonExpiry(ctx, { personId: id, expiresAt: "2020-01-01T00:00:00Z" });

  expect(await server.readSession(cookie)).toBeUndefined();
  expect((await signIn(email)).status).toBe(403);
});

it("a new sign-in replaces the session that the browser had", async () => {
  const { email } = await person();
  const earlier = cookiesOf(await signIn(email));

  const later = cookiesOf(await server.post("/sign-in/email", { email, password: PASSWORD }, earlier));

  expect(await server.readSession(earlier)).toBeUndefined();
  expect(await server.readSession(later)).toBeDefined();
});

it("a session that was signed out is over on every replica, whoever kept the cookie", async () => {
  const { email } = await person();
  const cookie = cookiesOf(await signIn(email));
  expect(await replica.readSession(cookie)).toBeDefined();

  expect((await server.post("/sign-out", {}, cookie)).status).toBe(200);

  expect(await server.readSession(cookie)).toBeUndefined();
  expect(await replica.readSession(cookie)).toBeUndefined();
  expect(
    (await server.post("/change-password", { currentPassword: PASSWORD, newPassword: `${PASSWORD}!` }, cookie)).status,
  ).toBe(401);
});

it("a link that two use at the same moment sets one password", async () => {
  const { personId, path } = await invitePerson(ctx, { name: "Ada", email: "twice@example.org", expiresAt: null });
  const token = path.split("#")[1];
  const passwords = [`${PASSWORD} one`, `${PASSWORD} two`];

  const answers = await Promise.all(
    [server, replica].map((door, n) => door.post("/reset-password", { token, newPassword: passwords[n] })),
  );
  const accounts = await t.app.query("select 1 from people_accounts where user_id = $1", [personId]);

  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
  expect(accounts).toHaveLength(1);
});

it("a cookie with another signature is worth nothing", async () => {
  const { email } = await person();
  const cookie = cookiesOf(await signIn(email));

  expect(await server.readSession(cookie.replace(/\.[^.]*$/, ".AAAA"))).toBeUndefined();
  expect(await server.readSession(cookie.replace("=", "=x"))).toBeUndefined();
});
