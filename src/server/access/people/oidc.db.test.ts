import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { systemClock } from "@/server/infra/clock";
import type { Ctx } from "@/server/infra/context";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { type Identity, type IdentityProvider, startIdentityProvider } from "@/testing/identity-provider";
import { cookiesOf, type SignInServer, startSignIn } from "@/testing/people";
import { groupsIn } from "./oidc";
import { deactivatePerson, invitePerson } from "./people";

let t: TestDatabase;
let ctx: Ctx;
let known: Identity[] = [];
let idp: IdentityProvider;
let server: SignInServer;

beforeAll(async () => {
  t = await testDatabase();
  ctx = t.ctx({ clock: systemClock });
  // The provider must know our address and we must know its: a first server only lends its port.
  const lent = await startSignIn(ctx);
  const publicUrl = lent.url;
  await lent.close();
  idp = await startIdentityProvider(`${publicUrl}/api/auth/callback/oidc`, () => known);
  const oidc = {
    issuer: idp.issuer,
    clientId: idp.clientId,
    clientSecret: idp.clientSecret,
    name: "the test's provider",
    scopes: ["openid", "profile", "email"],
    groupClaim: "groups",
    roleMap: new Map([["mapped", ["viewer"] as const]]),
  };
  server = await startSignIn(ctx, { oidc, publicUrl }, { port: Number(new URL(publicUrl).port) });
  await t.owner.query(
    "insert into role_grants (subject_kind, subject, role, granted_by) values ('group', 'sre', 'operator', 'test')",
  );
});
afterAll(async () => {
  await server.close();
  await idp.close();
  await t.close();
});

let count = 0;
let ada: Identity;
beforeEach(async () => {
  await t.owner.query("delete from sign_in_attempts");
  count++;
  ada = { sub: `s${count}`, email: `ada-${count}@example.org`, emailVerified: true, name: "Ada", groups: ["sre"] };
  known = [ada];
});

/** From the button on our page to where the browser ends up, with the cookies it then has. */
async function roundTrip(): Promise<{ location: string; cookie: string }> {
  const begun = await server.post("/sign-in/social", { provider: "oidc", callbackURL: "/remediations" });
  const { url } = (await begun.json()) as { url: string };
  expect(new URL(url).searchParams.get("code_challenge_method")).toBe("S256");
  expect(new URL(url).searchParams.get("response_type")).toBe("code");
  const back = await idp.signIn(url, ada.sub);
  const ended = await fetch(back, { headers: { cookie: cookiesOf(begun) }, redirect: "manual" });
  return { location: ended.headers.get("location") ?? "", cookie: cookiesOf(ended) };
}

it("somebody in a group with a role is let in, and the groups count for the session", async () => {
  ada.groups = ["sre", "other"];

  const { location, cookie } = await roundTrip();

  expect(location).toBe("/remediations");
  expect(await server.readSession(cookie)).toMatchObject({
    email: ada.email,
    provider: "oidc",
    groups: ["sre", "other"],
  });
});

it("a group may have its role from the configuration", async () => {
  ada.groups = ["mapped"];

  expect(await server.readSession((await roundTrip()).cookie)).toBeDefined();
});

it("somebody whom no role was given is not let in, and nothing is stored of them", async () => {
  ada.groups = ["somewhere else"];

  const { location, cookie } = await roundTrip();

  expect(location).toContain("/sign-in?error=NO_ROLE");
  expect(await server.readSession(cookie)).toBeUndefined();
  expect(await t.app.query("select id from people where email = $1", [ada.email])).toEqual([]);
});

it("who has lost the group is not let in the next time", async () => {
  await roundTrip();
  ada.groups = [];

  expect((await roundTrip()).location).toContain("error=NO_ROLE");
});

it("an invited person comes in by a verified address, with a role of their own", async () => {
  const { personId } = await invitePerson(ctx, { name: "Ada", email: ada.email, expiresAt: null });
  await t.owner.query(
    "insert into role_grants (subject_kind, subject, role, granted_by) values ('person', $1, 'viewer', 'test')",
    [personId],
  );
  ada.groups = [];

  expect(await server.readSession((await roundTrip()).cookie)).toMatchObject({ user_id: personId });
});

it("an address that the provider has not verified opens nobody's account", async () => {
  await invitePerson(ctx, { name: "Ada", email: ada.email, expiresAt: null });
  ada.emailVerified = false;

  const { location, cookie } = await roundTrip();

  expect(location).toContain("error=account_not_linked");
  expect(await server.readSession(cookie)).toBeUndefined();
});

it("a deactivated person is not let in", async () => {
  await roundTrip();
  const [row] = await t.app.query<{ id: string }>("select id from people where email = $1", [ada.email]);
  await deactivatePerson(ctx, { personId: row?.id ?? "" });

  const { cookie } = await roundTrip();

  expect(await server.readSession(cookie)).toBeUndefined();
});

it("an answer is worth nothing to another browser, and nothing twice", async () => {
  const begun = await server.post("/sign-in/social", { provider: "oidc", callbackURL: "/" });
  const { url } = (await begun.json()) as { url: string };
  const back = await idp.signIn(url, ada.sub);

  const cookie = cookiesOf(begun);

  const foreign = await fetch(back, { redirect: "manual" });
  const right = await fetch(back, { headers: { cookie }, redirect: "manual" });
  const again = await fetch(back, { headers: { cookie }, redirect: "manual" });

  expect(await server.readSession(cookiesOf(foreign))).toBeUndefined();
  expect(await server.readSession(cookiesOf(right))).toMatchObject({ email: ada.email });
  expect(await server.readSession(cookiesOf(again))).toBeUndefined();
});

it("a sign-in that has ended does not begin again by another code for it", async () => {
  const begun = await server.post("/sign-in/social", { provider: "oidc", callbackURL: "/" });
  const { url } = (await begun.json()) as { url: string };
  const [first, second] = [await idp.signIn(url, ada.sub), await idp.signIn(url, ada.sub)];
  const part = (address: string, name: string) => new URL(address).searchParams.get(name);
  expect(part(second, "state")).toBe(part(first, "state"));
  expect(part(second, "code")).not.toBe(part(first, "code"));
  const cookie = cookiesOf(begun);

  const ended = await fetch(first, { headers: { cookie }, redirect: "manual" });
  const again = await fetch(second, { headers: { cookie }, redirect: "manual" });

  expect(await server.readSession(cookiesOf(ended))).toMatchObject({ email: ada.email });
  expect(again.headers.get("location")).toContain("error=");
  expect(await server.readSession(cookiesOf(again))).toBeUndefined();
});

it("tokens of the provider are not stored", async () => {
  await roundTrip();

  const rows = await t.app.query(
    "select 1 from people_accounts where num_nonnulls(access_token, refresh_token, id_token) > 0",
  );

  expect(rows).toEqual([]);
});

it.each([
  ["a list", ["a", "b"], ["a", "b"]],
  ["one name", "a", ["a"]],
  ["nothing", undefined, []],
  ["other things", [1, null, { a: 1 }, "", "a"], ["a"]],
  ["an object", { a: true }, []],
])("a groups claim of %s names its names", (_, claim, names) => {
  expect(groupsIn(claim)).toEqual(names);
});
