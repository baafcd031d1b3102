import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, expectAccessible, test, whenAlive } from "./fixtures";
import { fillList, LIST_SIZE } from "./list-data";
import { withOwnServer } from "./own-server";

const shell = promisify(execFile);

test("the checklist lights up when its own command has sent a first event", async ({ page }) => {
  await withOwnServer(page, async (server) => {
    await page.goto(server.url);
    await expect(page.getByRole("heading", { name: "Welcome to Holdfast" })).toBeVisible();
    await expectAccessible(page);
    const command = await page.locator("pre").innerText();

    await shell("bash", ["-c", command]);

    await expect(page.getByRole("heading", { name: "The event has arrived" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: /^Open rr-first-/ }).click();
    await expect(page).toHaveURL(/\/remediations\/rr-first-[0-9a-f]{8}$/);
  });
});

test("the moment of the figures is said once, and each tells its age when the server stops answering", async ({
  page,
}) => {
  await withOwnServer(page, async (server) => {
    await fillList(server);
    await page.clock.install({ time: new Date() });
    await page.goto(server.url);
    const figures = page.getByRole("region", { name: "Figures" });
    await expect(page.getByText(/^Figures read at \d\d:\d\d:\d\d$/)).toBeVisible();
    await expect(figures.getByText(/ago|just now/)).toHaveCount(0);
    // The clock goes on when the page is alive: before that its scripts would find other ages than the server has sent.
    const entry = (name: string) => page.getByRole("button", { name });
    await whenAlive(entry("Hide"), () => entry("Send a test event").click());

    await page.route(/\/api\/trpc\//, () => {});
    await page.clock.runFor(70_000);

    await expect(figures.getByText("1 min ago")).toHaveCount(5);
    await expect(page.getByText(/^Figures read at/)).toHaveCount(0);
  });
});

test("each figure opens the list that it counts", async ({ page }) => {
  await withOwnServer(page, async (server) => {
    await fillList(server);
    await page.goto(server.url);
    await expect(page.getByText("Needs a look")).toBeVisible();
    await expectAccessible(page);
    const figures = page.getByRole("region", { name: "Figures" });
    await expect(figures.getByRole("link", { name: /remediations in all/ })).toContainText(String(LIST_SIZE));

    const failed = figures.getByRole("link", { name: /failed, last 24 h/ });
    const count = Number((await failed.innerText()).match(/\d+/)?.[0]);
    await failed.click();

    expect(count).toBe(14);
    await expect(page.getByText(`${count} of ${LIST_SIZE} match.`)).toBeVisible();
  });
});

test.describe("when a query fails", () => {
  test.use({ expectedProblems: [/500|503/] });

  test("its cards say so with a request id, the page stays, and trying again helps", async ({ page }) => {
    await withOwnServer(page, async (server) => {
      await fillList(server);
      await server.database.owner.query("alter table remediations rename to remediations_away");
      await page.goto(server.url);
      const latest = page.getByRole("region", { name: "Latest" });
      await expect(latest.getByText("These rows could not be loaded")).toBeVisible();
      await expect(latest.getByRole("button", { name: /Copy request id/ })).toBeVisible();
      await expect(page.getByText("Some figures could not be read.")).toBeVisible();
      await expectAccessible(page);

      await server.database.owner.query("alter table remediations_away rename to remediations");
      await latest.getByRole("button", { name: "Try again" }).click();

      await expect(latest.getByRole("table", { name: "Latest" })).toBeVisible();
    });
  });
});

test("on a phone nothing is wider than the screen", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");

  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(page);
});
