import type { Page } from "@playwright/test";
import { appendEvents } from "@/server/audit";
import { generateDemo } from "@/server/demo";
import { test as base, expect, expectAccessible, pressInARow } from "./fixtures";
import { type RunningServer, startServer } from "./server";

const trail = [...generateDemo({ seed: "browser", now: new Date(), count: 0 })].find(
  ({ scenario }) => scenario === "memory-escalation",
);

const test = base.extend<object, { demoServer: RunningServer }>({
  demoServer: [
    async ({ browserName: _ }, provide) => {
      const server = await startServer(async (database) => {
        await appendEvents(database.ctx(), trail?.events ?? []);
      });
      await provide(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ demoServer }, provide) => {
    await provide(demoServer.url);
  },
});

const address = (query = "") => `/remediations/${trail?.correlationId}${query}`;
const panel = (page: Page) => page.getByRole("complementary", { name: /^Event/ });

test("a trail of our own making opens, and keys walk along it", async ({ page }) => {
  await page.goto(address());
  await expect(page.locator("[data-bar]").first()).toBeVisible();
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(panel(page)).toBeVisible({ timeout: 1000 });
  }).toPass();

  await pressInARow(page, ["Escape", "j", "j", "j", "k"]);

  await expect(panel(page).getByText(`Event 2 of ${trail?.events.length}`, { exact: true })).toBeVisible();
  await expectAccessible(page);
});

test("its chain is verified", async ({ page }) => {
  await page.goto(address("?tab=integrity"));

  await expect(page.getByText("Verified", { exact: true })).toBeVisible();
  await expect(page.getByText(/^(\d+) of \1 events$/)).toBeVisible();
});

test("the request is rebuilt from it", async ({ page }) => {
  await page.goto(address("?tab=reconstruct"));

  const lines = page.getByRole("listbox", { name: /^YAML/ });
  await expect(lines.getByRole("option", { name: /kind: RemediationRequest/ })).toBeVisible();
  await expect(lines.getByRole("option", { name: /signalName: / })).toBeVisible();
  await expect(page.getByText(/^\d+ from an event$/)).toBeVisible();
});

test("letters typed fast into the filter of its events all arrive", async ({ page }) => {
  await page.goto(address("?tab=events"));
  const filter = page.getByRole("searchbox", { name: "Filter events" });
  await expect(async () => {
    await filter.fill("");
    await filter.pressSequentially("analysis");
    await expect(page).toHaveURL(/q=analysis/, { timeout: 1000 });
  }).toPass();
  await expect(filter).toHaveValue("analysis");
});
