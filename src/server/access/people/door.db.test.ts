import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "@/server/infra/clock";
import type { Ctx } from "@/server/infra/context";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { cookiesOf, PASSWORD, type SignInServer, startSignIn } from "@/testing/people";
import { createAuth } from "./auth";
import { invitePerson } from "./people";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Reviewed by hand. What the library brings beside these, now or in a later version, does not exist here. */
const ANSWERED = [
  "GET /callback/oidc",
  "POST /change-password",
  "POST /first-administrator",
  "POST /reset-password",
  "POST /sign-in/email",
  "POST /sign-in/social",
  "POST /sign-out",
  "POST /two-factor/disable",
  "POST /two-factor/enable",
  "POST /two-factor/generate-backup-codes",
  "POST /two-factor/verify-backup-code",
  "POST /two-factor/verify-totp",
];

const oidc = {
  issuer: "http://127.0.0.1:9",
  clientId: "holdfast",
  clientSecret: undefined,
  name: "nobody",
  scopes: ["openid"],
  groupClaim: "groups",
  roleMap: new Map(),
};

let t: TestDatabase;
let ctx: Ctx;
let server: SignInServer;
beforeAll(async () => {
  t = await testDatabase();
  ctx = t.ctx({ clock: systemClock });
  server = await startSignIn(ctx, { oidc });
});
afterAll(async () => {
  await server.close();
  await t.close();
});

let people = 0;
async function signIn(): Promise<string> {
  const email = `ada-${++people}@example.org`;
  const { path } = await invitePerson(ctx, { name: "Ada", email, expiresAt: null });
  await server.post("/reset-password", { token: path.split("#")[1], newPassword: PASSWORD });
  return cookiesOf(await server.post("/sign-in/email", { email, password: PASSWORD }));
}

function pathsOfLibrary(): string[] {
  const { api } = createAuth(ctx, server.settings);
  const paths = Object.values(api as Record<string, { path?: string }>).flatMap(({ path }) => path ?? []);
  return paths.flatMap((path) => [path.replaceAll(/:\w+/g, "oidc"), path.replaceAll(/:\w+/g, "other")]);
}

async function isAnswered(method: string, path: string): Promise<boolean> {
  const headers = { origin: server.url, "content-type": "application/json" };
  const body = method === "GET" || method === "HEAD" ? undefined : "{}";
  const reply = await fetch(`${server.url}/api/auth${path}`, { method, headers, body, redirect: "manual" });
  return reply.status !== 404;
}

it("of all that the library brings, what is reviewed can be reached and nothing else", async () => {
  const paths = [...new Set([...pathsOfLibrary(), ...ANSWERED.map((line) => line.split(" ")[1] ?? "")])];
  const answered: string[] = [];
  for (const path of paths) {
    for (const method of METHODS) if (await isAnswered(method, path)) answered.push(`${method} ${path}`);
  }

  expect(paths).toEqual(expect.arrayContaining(["/two-factor/send-otp", "/two-factor/verify-otp", "/sign-up/email"]));
  expect(answered.sort()).toEqual(ANSWERED);
});

it.each(["otp", "", null, ["totp"]])("a second factor is not switched on by the method %j", async (method) => {
  await t.owner.query("delete from sign_in_attempts");
  const cookie = await signIn();

  const reply = await server.post("/two-factor/enable", { password: PASSWORD, method }, cookie);

  expect([reply.status, await reply.json()]).toMatchObject([400, { code: "NO_SENT_CODES" }]);
  expect(await t.owner.query("select email from people where two_factor_enabled")).toEqual([]);
  expect((await server.post("/two-factor/enable", { password: PASSWORD, method: "totp" }, cookie)).status).toBe(200);
});
