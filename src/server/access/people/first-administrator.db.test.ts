import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "@/server/infra/clock";
import type { Ctx } from "@/server/infra/context";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { cookiesOf, PASSWORD, type SignInServer, startSignIn } from "@/testing/people";
import { prepareFirstAdministrator } from "./first-administrator";

const ADA = { name: "Ada", email: "ada@example.org", password: PASSWORD };

let t: TestDatabase;
let ctx: Ctx;
let server: SignInServer;
beforeEach(async () => {
  t = await testDatabase();
  ctx = t.ctx({ clock: systemClock });
  server = await startSignIn(ctx);
});
afterEach(async () => {
  await server.close();
  await t.close();
});

const administrators = () =>
  t.app.query<{ email: string }>(
    "select p.email from role_grants g join people p on p.id = g.subject where g.role = 'admin' and g.revoked_at is null",
  );

it("the configuration makes one administrator, whose sign-in works", async () => {
  expect(await prepareFirstAdministrator(ctx, { email: "Ada@Example.org", password: PASSWORD })).toBeUndefined();
  expect(await prepareFirstAdministrator(ctx, { email: "eve@example.org", password: PASSWORD })).toBeUndefined();

  expect(await administrators()).toEqual([{ email: ADA.email }]);
  const answer = await server.post("/sign-in/email", { email: ADA.email, password: PASSWORD });
  expect(await server.readSession(cookiesOf(answer))).toMatchObject({ email: ADA.email });
});

it("without it a link makes one, once, and both records are part of the evidence", async () => {
  const token = (await prepareFirstAdministrator(ctx, undefined))?.split("#")[1];

  expect((await server.post("/first-administrator", { ...ADA, token: "made up" })).status).toBe(404);
  expect((await server.post("/first-administrator", { ...ADA, token, password: "short" })).status).toBe(400);
  expect((await server.post("/first-administrator", { ...ADA, token })).status).toBe(200);
  expect((await server.post("/first-administrator", { ...ADA, token, email: "eve@example.org" })).status).toBe(404);

  expect(await administrators()).toEqual([{ email: ADA.email }]);
  const types = await t.owner.query<{ event_type: string }>(
    "select event_type from audit_events where event_date >= current_date - 1 order by event_type",
  );
  expect(types.map((row) => row.event_type)).toEqual(["access.grant.created", "access.person.created"]);
});

it("two links used at the same moment make one administrator", async () => {
  const paths = [await prepareFirstAdministrator(ctx, undefined), await prepareFirstAdministrator(ctx, undefined)];

  const answers = await Promise.all(
    paths.map((path, index) =>
      server.post("/first-administrator", { ...ADA, email: `n${index}@example.org`, token: path?.split("#")[1] }),
    ),
  );

  expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 404]);
  expect(await administrators()).toHaveLength(1);
});

it("a link is void as soon as somebody has an account", async () => {
  const token = (await prepareFirstAdministrator(ctx, undefined))?.split("#")[1];
  await prepareFirstAdministrator(ctx, { email: ADA.email, password: PASSWORD });

  expect((await server.post("/first-administrator", { ...ADA, token })).status).toBe(404);
});
