import type { Page } from "@playwright/test";
import { expect, expectAccessible, test, whenAlive } from "./fixtures";
import { addRemediation } from "./list-data";

function openPalette(page: Page): Promise<void> {
  return whenAlive(page.getByRole("combobox"), () => page.keyboard.press("Control+k"));
}

test("a chosen theme is in the first byte of the next page", async ({ page }) => {
  await page.goto("/");
  const dark = page.getByRole("menuitemradio", { name: "Dark" });
  await whenAlive(dark, () => page.getByRole("button", { name: "Theme" }).click());
  await dark.click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  const answer = await page.goto("/remediations");

  expect(await answer?.text()).toContain('data-theme="dark"');
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
});

test("a menu that was pressed before the page was alive is filled when it is", async ({ page, baseURL }) => {
  await addRemediation(baseURL ?? "", `rr-menu-${Date.now()}`);
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await released;
    await route.continue();
  });
  await page.goto("/", { waitUntil: "commit" });
  await expect(page.getByText(/^Figures read at/)).toBeVisible();
  await page.getByRole("button", { name: "Theme" }).click();
  const menu = page.getByRole("menu");
  await expect(menu).toBeVisible();
  await expect(menu.getByRole("menuitemradio")).toHaveCount(0);

  release();

  await expect(menu.getByRole("menuitemradio", { name: "Dark" })).toBeVisible();
  await expect(menu.locator(":focus")).toHaveCount(1);
  await page.getByRole("button", { name: "Theme" }).click();
  await expect(menu).toBeHidden();
});

test("the palette opens a remediation by its id", async ({ page, baseURL }) => {
  const id = `rr-palette-${Date.now()}`;
  await addRemediation(baseURL ?? "", id);
  await page.goto("/");
  await openPalette(page);
  await page.getByRole("combobox").fill(id);
  await expectAccessible(page);

  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(new RegExp(`/remediations/${id}$`));
});

test("the palette answers to Ctrl K, walks by arrows and gives the focus back", async ({ page }) => {
  await page.goto("/");
  await openPalette(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();

  const search = page.getByRole("button", { name: "Search" });
  await search.focus();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("option", { name: "Go to Home" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option", { name: "Go to Remediations" })).toHaveAttribute("aria-selected", "true");

  await page.keyboard.press("Escape");

  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(search).toBeFocused();
});

test("two keys go to a screen, and single keys can be switched off", async ({ page }) => {
  await page.goto("/");
  await expect(async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await expect(page).toHaveURL(/\/remediations$/, { timeout: 500 });
  }).toPass();
  await expect(page.getByRole("heading", { name: "Remediations" })).toBeVisible();

  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet.getByText("Next row")).toBeVisible();
  await expectAccessible(page);
  await sheet.getByRole("checkbox", { name: "Single-key shortcuts" }).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("h");

  await expect(page).toHaveURL(/\/remediations$/);
});

test("the sheet of keys lists what comes while it is open", async ({ page }) => {
  await page.goto("/remediations");
  await expect(page.getByRole("heading", { name: "Remediations" })).toBeVisible();
  const navigation = page.getByRole("navigation");
  await navigation.getByRole("link", { name: "Home" }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole("heading", { name: "Home" })).toBeVisible();
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await whenAlive(sheet, () => page.keyboard.press("?"));
  await expect(sheet.getByText("Next row")).toBeHidden();

  await page.goBack();

  await expect(sheet.getByText("Next row")).toBeVisible();
});

test("the navigation stays as the reader left it", async ({ page }) => {
  await page.goto("/");
  const main = page.getByRole("navigation", { name: "Main" });
  await main.getByRole("button", { name: "Collapse" }).click();
  await expect(main.getByRole("button", { name: "Expand" })).toBeVisible();

  await page.reload();

  await expect(main.getByRole("button", { name: "Expand" })).toBeVisible();
  expect((await main.boundingBox())?.width).toBeLessThan(60);
});

test("below 1361 px the navigation is a rail, on a phone it is behind a button", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto("/");
  const main = page.getByRole("navigation", { name: "Main" });
  expect((await main.boundingBox())?.width).toBeLessThan(60);

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(main).toBeHidden();
  await page.getByRole("button", { name: "Menu" }).click();
  await expectAccessible(page);
  await main.getByRole("link", { name: "Remediations" }).click();

  await expect(page).toHaveURL(/\/remediations$/);
  await expect(main).toBeHidden();
});

test("the time zone is in the address and goes along with every link", async ({ page }) => {
  await page.goto("/remediations");
  await page.getByRole("button", { name: /^Time zone/ }).click();
  await page.getByRole("menuitemradio", { name: /Kolkata/ }).click();
  await expect(page).toHaveURL(/tz=Asia%2FKolkata/);
  await expect(page.getByRole("button", { name: /UTC\+05:30/ })).toBeVisible();

  await page.getByRole("link", { name: "Home" }).click();

  await expect(page).toHaveURL(/\/\?tz=Asia%2FKolkata/);
});

test("the first tab stop skips to the content", async ({ page }) => {
  await page.goto("/remediations");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();

  await page.keyboard.press("Enter");

  await expect(page.getByRole("main")).toBeFocused();
});

test("a page is sent with a policy that allows no script but its own", async ({ page }) => {
  const answer = await page.goto("/");
  const policy = answer?.headers()["content-security-policy"] ?? "";

  expect(policy).toMatch(/script-src 'nonce-[\w+/=]+' 'strict-dynamic'(;|$)/);
  expect(policy).toContain("frame-ancestors 'none'");
});

test.describe("an address without a screen", () => {
  test.use({ expectedProblems: [/404/] });

  test("is answered inside the frame, with status 404 and a way on", async ({ page }) => {
    const answer = await page.goto("/no/such/screen");

    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "There is no page at this address" })).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
    await expectAccessible(page);
  });
});
