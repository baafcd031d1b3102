import type { Page } from "@playwright/test";
import { test as base, expect, expectAccessible, pressInARow } from "./fixtures";
import { fillList, LIST_SIZE, listId } from "./list-data";
import { withOwnServer } from "./own-server";
import { type RunningServer, startServer } from "./server";

const test = base.extend<object, { listServer: RunningServer }>({
  listServer: [
    async ({ browserName: _ }, provide) => {
      const server = await startServer();
      await fillList(server);
      await provide(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ listServer }, provide) => {
    await provide(listServer.url);
  },
});

const grid = (page: Page) => page.getByRole("grid", { name: "Remediations" });
const rowOf = (page: Page, index: number) => grid(page).locator(`tr[aria-rowindex="${index + 2}"]`);
const query = (page: Page) => page.getByRole("textbox", { name: "Query" });

/** The rows come with the page; the keys work once its scripts have run. */
async function openForKeys(page: Page, path = "/remediations"): Promise<void> {
  await page.goto(path);
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(query(page)).toBeFocused({ timeout: 200 });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(query(page)).not.toBeFocused();
}

test("the list stands in the first answer of the server", async ({ page, request }) => {
  const html = await (await request.get("/remediations")).text();
  expect(html).toContain("service-0");

  await page.goto("/remediations");

  await expect(page.getByText(`${LIST_SIZE} in all.`)).toBeVisible();
  await expect(rowOf(page, 0)).toContainText("In progress");
  await expectAccessible(page);
});

test("query, chips, facets and address are one state", async ({ page }) => {
  await openForKeys(page);
  await query(page).fill("severity:(critical or high) and not outcome:Failed");
  await page.keyboard.press("Enter");
  const filters = page.getByRole("list", { name: "Active filters" });
  await expect(filters).toContainText("Severity is critical or high");
  await expect(filters).toContainText("Outcome is not Failed");
  await expect(page).toHaveURL(/[?&]q=severity/);
  const facets = page.getByRole("complementary", { name: "Filters" });
  await expect(facets.getByRole("checkbox", { name: /^high/ })).toBeChecked();

  await facets.getByRole("checkbox", { name: /^critical/ }).click();
  await expect(query(page)).toHaveValue("not outcome:Failed and severity:high");
  await filters.getByRole("button", { name: "Remove filter Outcome" }).click();
  await expect(query(page)).toHaveValue("severity:high");
  await expect(page.getByText(`50 of ${LIST_SIZE} match.`)).toBeVisible();
  const address = page.url();
  await page.goBack();
  await expect(query(page)).toHaveValue("not outcome:Failed and severity:high");

  await page.goto(address);
  await expect(query(page)).toHaveValue("severity:high");
  await expect(page.getByText(`50 of ${LIST_SIZE} match.`)).toBeVisible();
});

test("a query that can't be read is marked at its place and changes nothing", async ({ page }) => {
  await page.goto("/remediations?q=severity:high");
  await query(page).fill("severity:(high");
  await page.keyboard.press("Enter");

  await expect(page.getByRole("alert").filter({ hasText: "not closed" })).toBeVisible();
  await expect(rowOf(page, 0)).toBeVisible();
  expect(new URL(page.url()).searchParams.get("q")).toBe("severity:high");
  await expectAccessible(page);
});

test("the keyboard walks, looks, selects and opens, and the panel follows", async ({ page }) => {
  await openForKeys(page);
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  const panel = page.getByRole("complementary", { name: /^Peek/ });
  await expect(panel).toContainText("Row 2 of 150");
  await page.keyboard.press("j");
  await expect(panel).toContainText("Row 3 of 150");
  await expect(panel.getByRole("button", { name: `Copy remediation id ${listId(2)}` })).toBeVisible();
  await expect(rowOf(page, 2).getByRole("link")).toBeFocused();
  await expect(page).toHaveURL(new RegExp(`peek=${listId(2)}`));
  await expectAccessible(page);

  await page.keyboard.press("x");
  await expect(page.getByText("1 selected")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(new RegExp(`/remediations/${listId(1)}`));
});

test("keys pressed in a row each act on what the one before left", async ({ page }) => {
  await openForKeys(page);

  await pressInARow(page, ["j", "j", "o", "j", "k", "j", "x"]);

  await expect(page.getByRole("complementary", { name: /^Peek/ })).toContainText("Row 4 of 150");
  await expect(page.getByText("1 selected")).toBeVisible();
  await expect(rowOf(page, 3).getByRole("checkbox")).toBeChecked();
  await expect(page).toHaveURL(new RegExp(`peek=${listId(3)}`));
});

test("the grid is one tab stop and mounts few rows however far one scrolls", async ({ page }) => {
  await openForKeys(page);
  await expect(grid(page).locator("tbody a[tabindex='0']")).toHaveCount(1);

  await rowOf(page, 0).getByRole("link").focus();
  await page.keyboard.press("End");
  await expect(page.getByText("150 rows", { exact: true })).toBeVisible();
  await page.keyboard.press("End");

  await expect(rowOf(page, LIST_SIZE - 1).getByRole("link")).toBeFocused();
  expect(await grid(page).locator("tbody tr").count()).toBeLessThanOrEqual(60);
  await expect(grid(page).locator("tbody a[tabindex='0']")).toHaveCount(1);
});

test("the order by start can be turned, and stands in the address", async ({ page }) => {
  await page.goto("/remediations");
  await page.getByRole("button", { name: "Started" }).click();

  await expect(page).toHaveURL(/sort=started_asc/);
  await expect(page.getByRole("columnheader", { name: "Started" })).toHaveAttribute("aria-sort", "ascending");
  await expect(rowOf(page, 0)).toContainText(`service-${LIST_SIZE - 1}`);
});

test("columns and density are kept for the next visit", async ({ page }) => {
  await page.goto("/remediations");
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Severity" }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Dense" }).click();
  await expect(page.getByRole("columnheader", { name: "Severity" })).toBeVisible();

  await page.reload();

  await expect(page.getByRole("columnheader", { name: "Severity" })).toBeVisible();
  expect((await rowOf(page, 0).boundingBox())?.height).toBe(40);
});

test("a filter menu entry begins its clause in the query box", async ({ page }) => {
  await page.goto("/remediations");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("menuitem", { name: /^Severity/ }).click();
  await expect(query(page)).toBeFocused();
  await page.keyboard.type("warning");
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(/q=severity%3Awarning/);
});

test("a list filtered empty names the filter that hides most and clears it by one click", async ({ page }) => {
  await page.goto("/remediations?q=severity:info and outcome:Failed");
  await expect(page.getByRole("heading", { name: "No remediation matches" })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Clear severity, show 14" }).click();

  await expect(page.getByText(`14 of ${LIST_SIZE} match.`)).toBeVisible();
});

test("an empty store leads to the first event", async ({ page, emptyServer }) => {
  await page.goto(`${emptyServer.url}/remediations`);

  await expect(page.getByRole("link", { name: "Send a first event" })).toBeVisible();
  await expectAccessible(page);
});

test.describe("when the list can't be read", () => {
  test.use({ expectedProblems: [/500|503/] });

  test("it says what happened with a request id, and trying again helps", async ({ page }) => {
    await withOwnServer(page, async (server) => {
      await fillList(server);
      await server.database.owner.query("alter table remediations rename to remediations_away");
      await page.goto(`${server.url}/remediations`);
      await expect(page.getByText("The list could not be loaded")).toBeVisible();
      await expect(page.getByRole("button", { name: /Copy request id/ }).first()).toBeVisible();
      await expectAccessible(page);

      await server.database.owner.query("alter table remediations_away rename to remediations");
      await page.getByRole("main").getByRole("button", { name: "Try again" }).last().click();

      await expect(rowOf(page, 0)).toBeVisible();
    });
  });
});

test("on a phone rows have two lines, filters a dialog, and nothing is wider than the screen", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/remediations");
  await expect(rowOf(page, 0)).toBeVisible();
  expect((await rowOf(page, 0).boundingBox())?.height).toBe(56);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  await page.getByRole("button", { name: "Filters" }).click();
  const dialog = page.getByRole("dialog", { name: "Filters" });
  await dialog.getByRole("checkbox", { name: /^high/ }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  await expect(page.getByText(`50 of ${LIST_SIZE} match.`)).toBeVisible();
  await expectAccessible(page);
});
