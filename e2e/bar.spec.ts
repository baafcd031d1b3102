import type { JSHandle, Page } from "@playwright/test";
import { remediationPath } from "@/lib/console-paths";
import { expect, expectAccessible, test } from "./fixtures";
import { fillList, listId } from "./list-data";
import { type RunningServer, startServer } from "./server";

let server: RunningServer;
test.beforeAll(async () => {
  server = await startServer();
  await fillList(server);
});
test.afterAll(() => server.stop());

type Screen = { name: string; path: string; needs: string; loaded: (page: Page) => Promise<void> };

const HOME: Screen = {
  name: "Home",
  path: "/",
  needs: "remediations",
  loaded: (page) => expect(page.getByText(/^Figures read at/)).toBeVisible(),
};
const LIST: Screen = {
  name: "the list",
  path: "/remediations",
  needs: "remediations",
  loaded: (page) => expect(page.getByRole("grid", { name: "Remediations" })).toBeVisible(),
};
const TRAIL: Screen = {
  name: "a remediation",
  path: remediationPath(listId(1)),
  needs: "audit_events",
  loaded: (page) => expect(page.getByRole("heading", { level: 1, name: /^KubeNodeNotReady/ })).toBeVisible(),
};

const loading = (page: Page) => page.locator("main .animate-pulse");

/** The loading screen stands for as long as the table is locked against its readers; then the content takes its place. */
async function whileLoading(page: Page, { needs, loaded }: Screen, act: () => Promise<void>): Promise<void> {
  await server.database.owner.tx(async (tx) => {
    await tx.query(`lock table ${needs} in access exclusive mode`);
    await act();
    await expect(loading(page).first()).toBeVisible();
  });
  await loaded(page);
  await expect(loading(page)).toHaveCount(0);
}

const open = (page: Page, { path }: Screen) => page.goto(`${server.url}${path}`, { waitUntil: "commit" });
const focused = (page: Page) => page.evaluateHandle(() => document.activeElement);

async function expectStillFocused(page: Page, element: JSHandle<Element | null>): Promise<void> {
  expect(await page.evaluate((before) => before !== null && before === document.activeElement, element)).toBe(true);
}

/** A mark on the parts of the frame themselves; what takes the place of one does not carry it. */
const FRAME = ["header", "main", "nav[aria-label=Main]", "nav[aria-label=Breadcrumb]", "a[href='#main']"];

async function markFrame(page: Page): Promise<void> {
  await page.evaluate((parts) => {
    for (const part of parts) Object.assign(document.querySelector(part) ?? {}, { isMarked: true });
  }, FRAME);
}

async function expectSameFrame(page: Page): Promise<void> {
  const isSame = await page.evaluate(
    (parts) =>
      parts.map((part) => {
        const found = document.querySelector(part);
        return [part, found !== null && "isMarked" in found];
      }),
    FRAME,
  );
  expect(isSame).toEqual(FRAME.map((part) => [part, true]));
}

for (const screen of [HOME, LIST, TRAIL]) {
  test(`a menu opened while ${screen.name} is loaded stays open, and the next key acts in it`, async ({ page }) => {
    let choice = await focused(page);
    await whileLoading(page, screen, async () => {
      await open(page, screen);
      await page.getByRole("button", { name: /^Time zone/ }).click();
      await expect(page.getByRole("menuitemradio", { name: "UTC" })).toBeFocused();
      choice = await focused(page);
      await markFrame(page);
    });

    await expect(page.getByRole("menu", { name: "Time zone" })).toBeVisible();
    await expectStillFocused(page, choice);
    await expectSameFrame(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/[?&]tz=America%2FLos_Angeles/);
    await expect(page.getByRole("button", { name: /^Time zone America\/Los_Angeles/ })).toBeFocused();
  });
}

test("the focus that Tab put on the bar stays there when the content comes, and goes on from there", async ({
  page,
}) => {
  const search = page.getByRole("button", { name: "Search" });
  let before = await focused(page);
  await whileLoading(page, HOME, async () => {
    await open(page, HOME);
    await page.getByRole("button", { name: /^Time zone/ }).focus();
    await page.keyboard.press("Tab");
    await expect(search).toBeFocused();
    before = await focused(page);
  });

  await expectStillFocused(page, before);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Theme" })).toBeFocused();
});

test("who has skipped to the content before it came is still there", async ({ page }) => {
  let before = await focused(page);
  await whileLoading(page, LIST, async () => {
    await open(page, LIST);
    await expect(loading(page).first()).toBeVisible();
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
    before = await focused(page);
  });

  await expectStillFocused(page, before);
});

test("the bar is the same one from screen to screen, with a menu that was opened on the way", async ({ page }) => {
  await page.goto(`${server.url}/`);
  await HOME.loaded(page);
  await markFrame(page);
  const theme = page.getByRole("menu", { name: "Theme" });
  let choice = await focused(page);

  await whileLoading(page, LIST, async () => {
    await page.getByRole("link", { name: "Remediations", exact: true }).click();
    await expect(loading(page).first()).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toHaveText("Observe/Remediations");
    await page.getByRole("button", { name: "Theme" }).click();
    await expect(theme.getByRole("menuitemradio", { name: "As the system" })).toBeFocused();
    choice = await focused(page);
  });

  await expect(theme).toBeVisible();
  await expectStillFocused(page, choice);
  await expectSameFrame(page);
  await expect(page).toHaveTitle("Remediations · Holdfast");
  await expectAccessible(page);
  await theme.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  const range = page.getByRole("button", { name: /^Time range/ });
  await expect(range).toBeVisible();
  await whileLoading(page, TRAIL, async () => {
    await page.locator(`a[href="${TRAIL.path}"]`).first().click();
    await expect(loading(page).first()).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toHaveText(`Observe/Remediations/${listId(1)}`);
    await expect(range).toHaveCount(0);
  });
  await expect(page.getByRole("banner").getByText(/\d – \d/)).toBeVisible();
  await page.getByRole("link", { name: "Home", exact: true }).click();
  await HOME.loaded(page);
  await expect(page.getByRole("banner").getByText(/\d – \d/)).toHaveCount(0);
  await expectSameFrame(page);
});

test("the trail and its range both stand in the first answer of the server", async ({ request }) => {
  const html = await (await request.get(`${server.url}${TRAIL.path}`)).text();

  expect(html).toMatch(/<h1[^>]*>KubeNodeNotReady/);
  expect(html.replaceAll("<!-- -->", "")).toMatch(/>\d+ \w+ \d{4}, [\d:]+ – [^<]*\d</);
  expect(html.match(/<header[^>]*bg-canvas/g)).toHaveLength(1);
});

test.describe("when a screen fails", () => {
  test.use({ expectedProblems: [/^(script|console):/] });

  test("the bar stays and says so, until one goes elsewhere", async ({ page }) => {
    await page.goto(`${server.url}${LIST.path}`);
    await LIST.loaded(page);
    await markFrame(page);
    const crumbs = page.getByRole("navigation", { name: "Breadcrumb" });
    await page.route(/\/api\/trpc\//, async (route) => {
      const calls = new URL(route.request().url()).pathname.split(",");
      await route.fulfill({ json: calls.map(() => ({ result: { data: "not what was asked for" } })) });
    });
    await page.getByRole("textbox", { name: "Query" }).fill("severity:high");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "This screen failed" })).toBeVisible();
    await expect(crumbs).toHaveText("Error");
    await expectSameFrame(page);

    await page.unroute(/\/api\/trpc\//);
    await page.getByRole("link", { name: "Home", exact: true }).click();

    await HOME.loaded(page);
    await expect(crumbs).toHaveText("Observe/Home");
    await expectSameFrame(page);
  });
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the bar says where one is before anything is loaded", async ({ page }) => {
    const crumbs = page.getByRole("navigation", { name: "Breadcrumb" });
    for (const [screen, words] of [
      [HOME, "Observe/Home"],
      [LIST, "Observe/Remediations"],
      [TRAIL, `Observe/Remediations/${listId(1)}`],
    ] as const) {
      await server.database.owner.tx(async (tx) => {
        await tx.query(`lock table ${screen.needs} in access exclusive mode`);
        await open(page, screen);
        await expect(crumbs).toHaveText(words);
        await expect(page.getByRole("button", { name: "Time range: Any time" })).toHaveCount(screen === LIST ? 1 : 0);
      });
    }
  });
});
