import type { APIRequestContext, Page } from "@playwright/test";
import { oneTimeCode } from "../src/testing/one-time-code";
import { fillDatabase } from "./fill-database";
import { expect, expectAccessible, test } from "./fixtures";
import { readQrCode } from "./qr-code";
import { type RunningServer, startServer } from "./server";

const ADMIN = { email: "ada@example.org", password: "correct horse battery" };
const GUEST = { name: "Grace", email: "grace@example.org", password: "a sentence of her own" };

// The browser's own lines about answers that are refused on purpose.
test.use({ expectedProblems: [/status of (400|401|403|404|429)/] });
test.describe.configure({ mode: "serial" });

let server: RunningServer;
test.beforeAll(async () => {
  server = await startServer(fillDatabase, {
    HOLDFAST_AUTH: "on",
    AUTH_SECRET: "a secret of thirty-two characters or more",
    HOLDFAST_ADMIN_EMAIL: ADMIN.email,
    HOLDFAST_ADMIN_PASSWORD: ADMIN.password,
  });
});
test.afterAll(() => server.stop());

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

const open = (page: Page, path: string) => page.goto(`${server.url}${path}`);

test("who is not signed in is led to the sign-in page and afterwards to where they wanted to go", async ({ page }) => {
  await open(page, "/remediations?sort=started");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expectAccessible(page);

  await signIn(page, { ...ADMIN, password: "not the password" });
  await expect(page.getByRole("alert").getByText("do not belong together")).toBeVisible();
  await expectAccessible(page);
  await signIn(page, ADMIN);

  await expect(page).toHaveURL(/\/remediations\?sort=started$/);
  await expect(page.getByRole("heading", { name: "Remediations" })).toBeVisible();
});

test("no answer is given to a request without a credential", async ({ request }) => {
  const pages = ["/api/v1/audit/events", "/api/trpc/people.list", "/api/trpc/access.whoAmI"];
  for (const path of pages) expect((await request.get(`${server.url}${path}`)).status(), path).toBe(401);
  const page = await request.get(`${server.url}/access`, { maxRedirects: 0 });
  expect(page.status()).toBe(303);
});

test("from sign-in over a key and an invitation to the log and out again", async ({ page, request, browser }) => {
  await open(page, "/access");
  await signIn(page, ADMIN);
  await expect(page.getByRole("heading", { name: "Access" })).toBeVisible();
  await expect(page.getByRole("row", { name: new RegExp(ADMIN.email) })).toBeVisible();
  await expectAccessible(page);

  const link = await invite(page);
  await page.getByRole("button", { name: "Close" }).click();
  const secret = await makeKey(page);
  const answer = await request.get(`${server.url}/api/v1/audit/events`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(answer.status()).toBe(200);

  const guest = await (await browser.newContext()).newPage();
  await setPassword(guest, link);
  await signIn(guest, GUEST);
  await expect(guest.getByRole("heading", { name: "403: you have no role here" })).toBeVisible();
  await expectAccessible(guest);

  await grant(page);
  await guest.getByRole("button", { name: "Try again" }).click();
  await expect(guest.getByRole("heading", { name: "Home" })).toBeVisible();
  await open(guest, "/access");
  await expect(guest.getByText("This needs the scope access:admin")).toBeVisible();
  await expectAccessible(guest);

  await deactivate(page, request);
  await guest.reload();
  await expect(guest.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await guest.context().close();

  await page.getByRole("link", { name: "Access log" }).click();
  const log = page.getByRole("table", { name: "Access log" });
  for (const words of ["Deactivated", "Role granted", "API key made", "Invited", "Signed in"])
    await expect(log.getByRole("rowheader", { name: words }).first()).toBeVisible();
  await log
    .getByRole("button", { name: /^Details of/ })
    .first()
    .click();
  await expectAccessible(page);

  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await open(page, "/access");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

async function invite(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill(GUEST.name);
  await dialog.getByLabel("E-mail").fill(GUEST.email);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Invite and show the link" }).click();
  await expect(dialog.getByText("/set-password#")).toBeVisible();
  await expectAccessible(page);
  return (await dialog.locator("code").textContent()) ?? "";
}

async function setPassword(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("New password").fill(GUEST.password);
  await page.getByLabel("Once more").fill(GUEST.password);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("link", { name: "Sign in" }).click();
}

async function makeKey(page: Page): Promise<string> {
  await page.getByRole("link", { name: "API keys" }).click();
  await page.getByRole("button", { name: "Make a key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("reader");
  await dialog.getByLabel("Owner").fill("platform team");
  await dialog.getByRole("checkbox", { name: "audit:read" }).check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Make the key and show it" }).click();
  await expect(dialog.locator("[data-secret]")).toBeVisible();
  const secret = (await dialog.locator("[data-secret]").textContent()) ?? "";
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(page.getByText(secret)).toBeHidden();
  await expect(page.getByRole("row", { name: /reader/ })).toContainText("Active");
  await expectAccessible(page);
  return secret;
}

async function grant(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Roles and groups" }).click();
  await page.getByRole("button", { name: "Grant a role" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Person").selectOption({ label: `${GUEST.name} (${GUEST.email})` });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Grant the role" }).click();
  await expect(page.getByRole("row", { name: new RegExp(`${GUEST.name}.*viewer`) })).toBeVisible();
  await expectAccessible(page);
}

async function deactivate(page: Page, request: APIRequestContext): Promise<void> {
  await open(page, "/access");
  await expect(page.getByRole("row", { name: new RegExp(GUEST.email) })).toBeVisible();
  await page.getByRole("button", { name: `Change ${GUEST.name}` }).click();
  // The list on the screen does not know of this session.
  const { email, password } = GUEST;
  const elsewhere = await request.post(`${server.url}/api/auth/sign-in/email`, { data: { email, password } });
  expect(elsewhere.status()).toBe(200);
  await page.getByRole("menuitem", { name: "Deactivate…" }).click();
  await page.getByRole("button", { name: "Deactivate and end 2 sessions" }).click();
  await expect(page.getByRole("row", { name: new RegExp(GUEST.email) })).toContainText("Deactivated");
}

test("a second factor is set up, asked for at the next sign-in and switched off again", async ({ page }) => {
  await open(page, "/access?tab=you");
  await signIn(page, ADMIN);
  await page.getByLabel("Your password").fill(ADMIN.password);
  await page.getByRole("button", { name: "Set up a second factor" }).click();
  const key = (await page.locator("[data-totp-key]").textContent()) ?? "";
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const scanned = new URL(await readQrCode(page.getByRole("img", { name: /^QR code of the key/ })));
    expect([scanned.protocol, scanned.searchParams.get("secret"), scanned.pathname]).toEqual([
      "otpauth:",
      key,
      expect.stringContaining(encodeURIComponent(ADMIN.email)),
    ]);
  }
  await expectAccessible(page);
  await page.getByLabel(/The code that the app shows/).fill(oneTimeCode(key));
  await page.getByRole("button", { name: "Switch the second factor on" }).click();
  await expect(page.getByText("On: a code is asked for")).toBeVisible();

  await page.context().clearCookies();
  await open(page, "/");
  await signIn(page, ADMIN);
  await expect(page.getByRole("heading", { name: "Second factor" })).toBeVisible();
  await page.getByLabel("Code").fill("000000");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("alert").getByText("The code is not right")).toBeVisible();
  await expectAccessible(page);
  // The one before has been used; the next one is taken already, for clocks that are fast.
  await page.getByLabel("Code").fill(oneTimeCode(key, 1));
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("heading", { name: "Home" })).toBeVisible();

  await open(page, "/access?tab=you");
  await page.getByLabel("Your password").fill(ADMIN.password);
  await page.getByRole("button", { name: "Switch the second factor off" }).click();
  await expect(page.getByText("Off. With it a stolen password")).toBeVisible();
});

test("every part of access fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "/access");
  await signIn(page, ADMIN);
  await expect(page.getByRole("heading", { name: "Access" })).toBeVisible();
  for (const path of ["/access", "/access?tab=roles", "/access?tab=keys", "/access?tab=you", "/access-log"]) {
    await open(page, path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("main [aria-busy]")).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
    await expectAccessible(page);
  }
});

test("a phone tells who did what and whether it was refused, and whose an account is", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "/access-log?type=access.sign_in.refused");
  await signIn(page, ADMIN);
  const refused = page.getByRole("table", { name: "Access log" }).getByRole("row").nth(1).getByRole("rowheader");
  await expect(refused.getByText("Refused")).toBeVisible();

  await open(page, "/access-log");
  const newest = page.getByRole("table", { name: "Access log" }).getByRole("row").nth(1).getByRole("rowheader");
  await expect(newest.getByText(ADMIN.email)).toBeVisible();
  const sentence = page.getByText("chained like any other");
  const below = await page.getByLabel("Show").boundingBox();
  expect((await sentence.boundingBox())?.y).toBeLessThan(below?.y ?? 0);

  await open(page, "/access");
  const person = page.getByRole("rowheader").filter({ hasText: ADMIN.email });
  await expect(person).toBeVisible();
  expect(await person.evaluate((cell) => cell.scrollWidth - cell.clientWidth)).toBe(0);
});

test("the scopes of a key can be read on a phone, many of them behind their number", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "/access?tab=keys");
  await signIn(page, ADMIN);
  await expect(page.getByRole("heading", { name: "Access" })).toBeVisible();
  const scopes = ["audit:read", "export", "verify", "reconstruct"];
  for (const key of [
    { name: "auditing", scopes },
    { name: "sending", scopes: ["audit:write"] },
  ]) {
    const data = { owner: "security", namespaces: null, clusters: null, expiresAt: null, ...key };
    const headers = { origin: server.url };
    expect((await page.request.post(`${server.url}/api/trpc/access.createKey`, { data, headers })).status()).toBe(200);
  }
  await page.reload();

  await expect(page.getByRole("rowheader", { name: /^sending / }).getByText("audit:write · everywhere")).toBeVisible();
  const many = page.getByRole("rowheader", { name: /^auditing / });
  await expect(many.getByText(scopes.join(", "))).toBeHidden();
  await many.getByText("4 scopes · everywhere").click();
  await expect(many.getByText(scopes.join(", "))).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(page);
});

test("a long refusal at the sign-in page takes as many lines as it needs on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "/sign-in?error=account_not_linked");

  const alert = page.getByRole("alert").filter({ hasText: "has not verified the address" });
  await expect(alert).toBeVisible();
  expect(await alert.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(page);
});

test("too many attempts on an account are refused with the time to wait", async ({ page }) => {
  for (let attempt = 0; attempt < 10; attempt++) {
    const body = { email: GUEST.email, password: "not the password" };
    await page.request.post(`${server.url}/api/auth/sign-in/email`, { data: body });
  }
  await open(page, "/sign-in");
  await signIn(page, GUEST);

  await expect(page.getByRole("alert").getByText(/Too many attempts. Try again in \d+ (s|min)/)).toBeVisible();
  await expectAccessible(page);
});

test("a link that is not complete, used or made up says so", async ({ page }) => {
  await open(page, "/set-password");
  await expect(page.getByRole("heading", { name: "This link is not complete" })).toBeVisible();
  await open(page, "/set-password#made-up");
  await page.reload();
  await page.getByLabel("New password").fill(GUEST.password);
  await page.getByLabel("Once more").fill(GUEST.password);
  await page.getByRole("button", { name: "Set the password" }).click();

  await expect(page.getByRole("alert").getByText("This link has been used or is too old")).toBeVisible();
  await expectAccessible(page);
});

// The last of this file: for a minute no key is looked up for this address any more.
test("a page asked for with one bad credential too many says how it is", async ({ page }) => {
  let sent = 0;
  const askBadly = async () => {
    const headers = { authorization: `Bearer made-up-${sent++}` };
    return (await page.request.get(`${server.url}/api/v1/remediations`, { headers })).status();
  };
  while (sent < 60) expect(await askBadly()).toBe(401);
  await page.setExtraHTTPHeaders({ authorization: "Bearer made-up-at-last" });

  // One more is allowed with each second that passes, also between the last of these and the page.
  let answer: Awaited<ReturnType<typeof open>> | undefined;
  await expect(async () => {
    while ((await askBadly()) !== 429);
    answer = await open(page, "/remediations");
    expect(answer?.status()).toBe(429);
  }).toPass();

  expect([answer?.status(), answer?.headers()["content-type"]]).toEqual([429, "text/html; charset=utf-8"]);
  expect(Number(answer?.headers()["retry-after"])).toBeGreaterThan(0);
  await expect(page.getByRole("heading", { name: "429: too many requests" })).toBeVisible();
  await expect(page).toHaveURL(/\/remediations$/);
  await expectAccessible(page);
});
