import type { Page } from "@playwright/test";
import { appendEvents } from "@/server/audit";
import { newEvent, testId } from "@/testing/audit-events";
import { expect, expectAccessible, test, whenAlive } from "./fixtures";
import { type RunningServer, startServer } from "./server";

const ADMIN = { email: "ada@example.org", password: "correct horse battery" };
const CORRELATION = "rr-0000000000cc-00000001";
const SECRET = "Zanzibar";
const LACKING = "Chain not checked: you need the scope verify";
const WHO_AM_I = /\/api\/trpc\/[^?]*access\.whoAmI/;
const address = `/remediations/${CORRELATION}?e=${testId(1)}`;

test.use({ expectedProblems: [/status of (401|403)/] });
test.describe.configure({ mode: "serial" });

let server: RunningServer;
test.beforeAll(async () => {
  server = await startServer(
    async (database) => {
      const eventData = JSON.stringify({ signal_name: "HighCPU", note: SECRET });
      const event = newEvent({ correlationId: CORRELATION, eventId: testId(1), isSensitive: true, eventData });
      await appendEvents(database.ctx(), [event, ...Array.from({ length: 120 }, (_, n) => oldRecord(n))]);
    },
    {
      HOLDFAST_AUTH: "on",
      AUTH_SECRET: "a secret of thirty-two characters or more",
      HOLDFAST_ADMIN_EMAIL: ADMIN.email,
      HOLDFAST_ADMIN_PASSWORD: ADMIN.password,
    },
  );
});
test.afterAll(() => server.stop());

/** A record of access from before, so that the log has more than one page. */
function oldRecord(n: number) {
  const minute = `2026-05-01T00:${String(Math.floor(n / 2)).padStart(2, "0")}`;
  const shared = { eventCategory: "access", eventType: "access.session.started", actorId: `reader-${n}` };
  return newEvent({ ...shared, eventTimestamp: `${minute}:00.000000Z`, correlationId: `access:2026-05-01:${n % 16}` });
}

const setRole = (role: string) => server.database.owner.query("update role_grants set role = $1", [role]);

/** What a browser says when somebody comes back to the tab. */
const comeBack = (page: Page) => page.evaluate(() => void window.dispatchEvent(new Event("visibilitychange")));

/** The page is alive and has been told who its reader is. */
async function expectAlive(page: Page, role: string): Promise<void> {
  const account = page.getByRole("menu");
  await whenAlive(account.getByText(role, { exact: true }), () =>
    page.getByRole("button", { name: /^Account/ }).click(),
  );
  await expect(account.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(account).toHaveCount(0);
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${server.url}${address}`);
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password").fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("a sensitive payload is masked until somebody reveals it, for this view only, and the log says who", async ({
  page,
}) => {
  await signIn(page);
  const reveal = page.getByRole("button", { name: "Reveal the payload" });
  await expect(page.getByText("This event is sensitive.")).toBeVisible();
  await expect(page.getByText(SECRET)).toHaveCount(0);
  await expectAccessible(page);

  await reveal.click();
  await expect(page.getByText(SECRET)).toBeVisible();
  await expectAccessible(page);

  await page.reload();
  await expect(reveal).toBeVisible();
  await expect(page.getByText(SECRET)).toHaveCount(0);
  await page.goto(`${server.url}/access-log`);
  await expect(page.getByRole("row", { name: /ada@example.org Sensitive payload revealed/ })).toBeVisible();
});

test("who may not reveal is told which scope is missing", async ({ page }) => {
  await signIn(page);
  const reveal = page.getByRole("button", { name: "Reveal the payload" });
  await expect(reveal).toBeEnabled();
  await server.database.owner.query("update role_grants set role = 'viewer'");
  await page.reload();

  await expect(reveal).toBeDisabled();
  await expect(page.getByText("you need the scope audit:reveal")).toBeVisible();
  await expectAccessible(page);
});

test("who may not verify or rebuild is told which scope is missing, and the server is not asked", async ({ page }) => {
  await server.database.owner.query("update role_grants set role = 'viewer'");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await signIn(page);

  await page.getByRole("link", { name: "Chain not checked: you need the scope verify" }).click();
  const verify = page.getByRole("button", { name: "Verify again" });
  await expect(verify).toBeDisabled();
  await expect(verify).toHaveAttribute("title", "This needs the scope verify");
  await expect(page.getByText("This needs the scope verify")).toBeVisible();
  await expectAccessible(page);

  const rebuild = page.getByRole("link", { name: "Reconstruct" });
  await expect(rebuild).toHaveAttribute("title", "This needs the scope reconstruct");
  await rebuild.click();
  await expect(page.getByRole("heading", { name: "This needs the scope reconstruct" })).toBeVisible();
  await expectAccessible(page);
  expect(asked.filter((url) => /verifyChain|reconstruction\./.test(url))).toEqual([]);

  await page.getByRole("button", { name: /^Account/ }).click();
  await expect(page.getByRole("menu").getByText("viewer", { exact: true })).toBeVisible();
});

test("the access log goes on behind its last record, whatever has arrived meanwhile", async ({ page }) => {
  await server.database.owner.query("update role_grants set role = 'auditor'");
  await signIn(page);
  await page.getByRole("link", { name: "Access log" }).click();
  const log = page.getByRole("table", { name: "Access log" });
  await expect(page.getByText("The newest 100 records")).toBeVisible();

  const now = new Date().toISOString().replace("Z", "000Z");
  const arrived = { ...oldRecord(999), eventTimestamp: now, correlationId: `access:${now.slice(0, 10)}:0` };
  await appendEvents(server.database.ctx(), [arrived]);
  await page.getByRole("button", { name: "Show more" }).click();

  await expect(page.getByText(/records, all there are/)).toBeVisible();
  const readers = await log.getByRole("cell", { name: /^reader-/ }).allTextContents();
  expect(readers).toHaveLength(120);
  expect(new Set(readers).size).toBe(120);
});

test("a change of role reaches a console that is open, at the next look at it or the next refusal", async ({
  page,
}) => {
  await setRole("viewer");
  await signIn(page);
  await expect(page.getByRole("link", { name: LACKING })).toBeVisible();
  await expectAlive(page, "viewer");
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));

  await setRole("auditor");
  await comeBack(page);
  await expect(page.getByText("you need the scope")).toHaveCount(0);
  const reveal = page.getByRole("button", { name: "Reveal the payload" });
  await expect(reveal).toBeEnabled();

  await setRole("viewer");
  await reveal.click();
  await expect(page.getByRole("link", { name: LACKING })).toBeVisible();
  await expect(reveal).toBeDisabled();
  expect(await page.evaluate(() => "isSamePage" in window)).toBe(true);

  await page.getByRole("link", { name: "Access log" }).click();
  await expect(page.getByRole("heading", { name: "This needs the scope access:read" })).toBeVisible();
  await expect(page).toHaveTitle(/Access log/);
  await expectAccessible(page);
});

test("a change of role reaches who comes back while an older answer is under way", async ({ page }) => {
  await setRole("viewer");
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  const answered = new Promise<void>((done) => {
    void page.route(
      WHO_AM_I,
      async (route) => {
        const response = await route.fetch();
        done();
        await released;
        await route.fulfill({ response });
      },
      { times: 1 },
    );
  });
  await signIn(page);
  await answered;
  await expect(page.getByRole("link", { name: LACKING })).toBeVisible();

  await setRole("auditor");
  await comeBack(page);

  await expect(page.getByText("you need the scope")).toHaveCount(0);
  release();
  await expectAlive(page, "auditor");
  await expect(page.getByText("you need the scope")).toHaveCount(0);
});

test("a change of role reaches who comes back before the server that answers has heard of it", async ({ page }) => {
  await setRole("viewer");
  await signIn(page);
  await expectAlive(page, "viewer");
  const [before] = await (await page.request.get(`${server.url}/api/trpc/access.whoAmI?batch=1&input={}`)).json();
  let isOutdated = false;
  await page.route(
    WHO_AM_I,
    async (route) => {
      const response = await route.fetch();
      const answers: unknown[] = await response.json();
      const calls = new URL(route.request().url()).pathname.split("/").at(-1)?.split(",") ?? [];
      isOutdated = true;
      await route.fulfill({
        response,
        json: answers.map((answer, n) => (calls[n] === "access.whoAmI" ? before : answer)),
      });
    },
    { times: 1 },
  );

  await setRole("auditor");
  await comeBack(page);

  await expect(page.getByText("you need the scope")).toHaveCount(0);
  expect(isOutdated).toBe(true);
});

test("a change of role reaches a window beside another one when it is given the focus", async ({ page }) => {
  await setRole("viewer");
  await signIn(page);
  await expectAlive(page, "viewer");

  await setRole("auditor");
  await page.evaluate(() => void window.dispatchEvent(new Event("focus")));

  await expect(page.getByText("you need the scope")).toHaveCount(0);
});

test("whoever has no session any more is led to the sign-in page and back", async ({ page }) => {
  await setRole("auditor");
  await signIn(page);
  await expect(page.getByText("This event is sensitive.")).toBeVisible();

  await expectAlive(page, "auditor");

  await page.context().clearCookies();
  await comeBack(page);

  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password").fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("This event is sensitive.")).toBeVisible();
});
