import type { Page } from "@playwright/test";
import { remediationPath } from "@/lib/console-paths";
import { expect, expectAccessible, pressInARow, REAL, test } from "./fixtures";
import { addRemediation } from "./list-data";
import { describeRealTrails } from "./real-trails";

const address = (query = "") => `/remediations/${REAL.approved}${query}`;
const bars = (page: Page) => page.locator("[data-bar]");
const panel = (page: Page) => page.getByRole("complementary", { name: /^Event/ });
const position = (page: Page) => panel(page).getByText(/^Event \d+ of \d+$/);

/** The chart is drawn once its place is measured. */
async function open(page: Page, query = ""): Promise<void> {
  await page.goto(address(query));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("KubeNodeNotReady on Node kubernaut-demo-worker");
  if (!query.includes("tab=")) await expect(bars(page).first()).toBeVisible();
}

describeRealTrails("remediation", () => {
  test("says in a sentence how it ended and where the time went", async ({ page }) => {
    await open(page);

    await expect(page.getByText("Remediated after 8 min 1 s.")).toBeVisible();
    await expect(page.getByText("5 s waited for a decision")).toBeVisible();
    await expect(page.getByRole("link", { name: /Chain verified/ })).toBeVisible();
    await expect(page.getByRole("img", { name: /machine.*decision.*queue/ }).first()).toBeVisible();
    await expect(page).toHaveTitle("KubeNodeNotReady on Node kubernaut-demo-worker · Holdfast");
  });

  test("nothing moves when the verdict on the chain comes", async ({ page }) => {
    let letPass = () => {};
    const passed = new Promise<void>((resolve) => {
      letPass = resolve;
    });
    await page.route(/verifyChain/, async (route) => {
      await passed;
      await route.continue();
    });
    await open(page);
    await expect(page.getByText("Chain is being checked")).toBeVisible();
    const before = await bars(page).last().boundingBox();

    letPass();
    await expect(page.getByRole("link", { name: /Chain verified/ })).toBeVisible();
    expect(await bars(page).last().boundingBox()).toEqual(before);
  });

  test("the ledger adds up to the total, and its rows follow each other without a gap", async ({ page }) => {
    await open(page);
    const rows = await page
      .locator("[data-ledger-ms]")
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("data-ledger-ms"))));
    const total = Number(await page.locator("[data-ledger-total]").getAttribute("data-ledger-total"));

    expect(rows.reduce((sum, ms) => sum + ms, 0)).toBe(total);
    expect(total).toBe(481_000);
  });

  test("an address with an event opens it, with its payload digit by digit and its place in the chain", async ({
    page,
  }) => {
    await open(page);
    await page.getByRole("button", { name: /^Execution, machine working, 10 s/ }).click();
    await expect(position(page)).toHaveText("Event 178 of 191");
    const link = page.url();

    await page.goto(link);

    await expect(panel(page).getByRole("heading", { name: "workflowexecution.execution.started" })).toBeVisible();
    await expect(panel(page).getByText("hash recomputes")).toBeVisible();
    await expect(
      panel(page).getByRole("treeitem", { name: "TARGET_RESOURCE_NAME kubernaut-demo-worker" }),
    ).toBeVisible();
  });

  test("keys walk along the trail, from failure to failure, and close the event", async ({ page }) => {
    await open(page);

    // Keys count from the moment at which the page is alive.
    await expect(async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("j");
      await expect(position(page)).toHaveText("Event 1 of 191", { timeout: 1000 });
    }).toPass();
    await page.keyboard.press("j");
    await expect(position(page)).toHaveText("Event 2 of 191");
    await page.keyboard.press("k");
    await expect(position(page)).toHaveText("Event 1 of 191");
    await page.keyboard.press("f");
    await expect(panel(page).getByText("failure", { exact: true })).toBeVisible();
    const first = await position(page).textContent();
    await page.keyboard.press("f");
    await expect(position(page)).not.toHaveText(first ?? "");
    await page.keyboard.press("b");
    await expect(position(page)).toHaveText(first ?? "");
    await page.keyboard.press("Escape");
    await expect(panel(page)).toHaveCount(0);
    expect(new URL(page.url()).searchParams.has("e")).toBe(false);
  });

  test("keys pressed in a row each act on what the one before left", async ({ page }) => {
    await open(page);
    await expect(async () => {
      await page.keyboard.press("j");
      await expect(panel(page)).toBeVisible({ timeout: 1000 });
    }).toPass();
    await pressInARow(page, ["Escape", "j", "j", "j", "j", "k"]);
    await expect(position(page)).toHaveText("Event 3 of 191");

    await pressInARow(page, ["f", "f", "b"]);
    await expect(position(page)).toHaveText("Event 151 of 191");
  });

  test("idle time folds into buttons that say what they hide, and the address keeps it", async ({ page }) => {
    await open(page);
    const folds = page.getByRole("button", { name: /^Unfold .* without events/ });
    await expect(folds).toHaveCount(2);
    await expect(folds.first()).toHaveAttribute("aria-pressed", "true");

    await folds.first().click();
    await expect(folds).toHaveCount(1);
    await page.reload();
    await expect(folds).toHaveCount(1);
    await page.getByRole("button", { name: /^Fold .* without events/ }).click();
    await expect(folds).toHaveCount(2);

    await page.getByRole("button", { name: /^Idle folded/ }).click();
    await expect(folds).toHaveCount(0);
    await expect(page.getByRole("button", { name: /^Idle folded/ })).toHaveAttribute("aria-pressed", "false");
  });

  test("agent turns unfold into rows with their calls and tokens", async ({ page }) => {
    await open(page);
    await expect(page.locator("[data-level=turn]")).toHaveCount(0);

    await page.getByRole("button", { name: "Turns folded" }).click();
    await expect(page.locator("[data-level=turn]")).toHaveCount(19);
    await expect(page.locator("[data-level=turn]").first()).toContainText("8,427 tokens");

    await page.getByRole("button", { name: "Turns folded" }).click();
    await page.getByRole("button", { name: "Root cause", exact: true }).click();
    await expect(page.locator("[data-level=turn]")).toHaveCount(10);
    await page.getByRole("button", { name: "Analysis", exact: true }).click();
    await expect(page.locator("[data-level=sub]")).toHaveCount(0);
  });

  test("zooming by button, wheel and double click keeps the true-scale map whole, and 0 shows everything", async ({
    page,
  }) => {
    await open(page);
    const map = page.getByRole("img", { name: /^Minimap/ });
    const inView = page.getByRole("slider", { name: "Part of the trail in view" });
    await expect(map).toHaveAccessibleName(/all of it in view/);

    await page.getByRole("button", { name: /^Execution, machine working/ }).dblclick();
    await expect(inView).toHaveAttribute("aria-valuetext", /2:4\d to 3:0\d in view/);
    await expect.poll(() => new URL(page.url()).searchParams.get("view")).toMatch(/^\d+-\d+$/);
    await inView.focus();
    const before = await inView.getAttribute("aria-valuetext");
    await page.keyboard.press("ArrowLeft");
    await expect(inView).not.toHaveAttribute("aria-valuetext", before ?? "");
    await page.keyboard.press("0");
    await expect(map).toHaveAccessibleName(/all of it in view/);

    await page.locator("[data-plot=analysis]").hover({ position: { x: 200, y: 4 } });
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -300);
    await page.keyboard.up("Control");
    await expect(map).not.toHaveAccessibleName(/all of it in view/);
  });

  test("dragging moves the zoomed chart without opening anything, and the page stays alive with an event at its edge", async ({
    page,
  }) => {
    await open(page);
    const inView = page.getByRole("slider", { name: "Part of the trail in view" });
    for (let times = 0; times < 3; times += 1) await page.getByRole("button", { name: /^Zoom in/ }).click();
    const before = (await inView.getAttribute("aria-valuetext")) ?? "";
    const plot = await page.locator("[data-plot=signal]").boundingBox();
    const [x, y] = [(plot?.x ?? 0) + 300, (plot?.y ?? 0) + 4];

    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 3000, y, { steps: 20 });
    await page.mouse.up();
    await expect(inView).not.toHaveAttribute("aria-valuetext", before);
    await expect(inView).toHaveAttribute("aria-valuetext", /, 0:00 to/);
    expect(new URL(page.url()).searchParams.has("e")).toBe(false);

    await page.keyboard.press("j");
    await expect(position(page)).toHaveText("Event 1 of 191");
    await page.getByRole("link", { name: "Integrity" }).click();
    await expect(page.locator("[data-view=integrity]")).toBeVisible();
  });

  test("the chart is one tab stop and the arrow keys move inside it", async ({ page }) => {
    await open(page);
    await expect(page.locator("[data-chart] [data-n][tabindex='0']")).toHaveCount(1);

    await page.locator("[data-chart] [data-n][tabindex='0']").focus();
    await page.keyboard.press("ArrowDown");
    const focused = () => page.evaluate(() => document.activeElement?.closest("[data-row]")?.getAttribute("data-row"));
    await expect.poll(focused).toBe("processing");
    await page.keyboard.press("ArrowDown");
    await expect.poll(focused).toBe("analysis");
    await expect(page.locator("[data-chart] [data-n][tabindex='0']")).toHaveCount(1);
  });

  test("the events table shows the same events as text, filters them and opens one", async ({ page }) => {
    await open(page, "?tab=events");
    const table = page.getByRole("table", { name: "Events" });
    await expect(table).toHaveAttribute("aria-rowcount", "192");
    await expect(table.getByRole("link").first()).toHaveText("gateway.signal.received");

    await page.getByRole("button", { name: "Failures only" }).click();
    await expect(page.getByText("10 of 191 events")).toBeVisible();
    await page.getByRole("searchbox", { name: "Filter events" }).fill("verdict");
    await expect(page.getByText("1 of 191 events")).toBeVisible();
    await table.getByRole("link", { name: "aiagent.alignment.verdict" }).click();
    await expect(panel(page).getByRole("heading", { name: "aiagent.alignment.verdict" })).toBeVisible();
    expect(new URL(page.url()).searchParams.get("only")).toBe("failures");

    await page.getByRole("searchbox", { name: "Filter events" }).fill("no such thing");
    await expect(page.getByRole("heading", { name: "No event matches" })).toBeVisible();
  });

  test("the payload can be searched, and a path copied", async ({ page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await open(page);
    await page.getByRole("button", { name: /^Execution, machine working/ }).click();
    const tree = panel(page).getByRole("tree", { name: "Payload" });
    await expect(tree.getByRole("treeitem").first()).toBeVisible();

    await panel(page).getByRole("searchbox", { name: "Search in the payload" }).fill("resource_kind");
    await expect(tree.getByRole("treeitem")).toHaveCount(2);
    await tree.getByRole("treeitem").last().click();
    await panel(page).getByRole("button", { name: "Copy path" }).click();

    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe("parameters.TARGET_RESOURCE_KIND");
  });

  test("the integrity view recomputes the chain and names its head", async ({ page }) => {
    await open(page, "?tab=integrity");

    await expect(page.getByText("Verified", { exact: true })).toBeVisible();
    await expect(page.getByText("190 of 190 events", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Verify again" }).click();
    await expect(page.getByText(/190 of 190 events recomputed at/)).toBeVisible();
  });

  test("nothing is wider than the window from 320 to 1920 px", async ({ page }) => {
    await open(page);
    for (const width of [320, 390, 768, 1024, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      await expect(bars(page).first()).toBeVisible();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide, `at ${width} px`).toBeLessThanOrEqual(0);
    }
  });

  test("the timeline is accessible in light and dark, with and without an open event", async ({ page }) => {
    await open(page);
    await expectAccessible(page);

    await page.keyboard.press("f");
    await expect(panel(page).getByRole("tree")).toBeVisible();
    await expectAccessible(page);
  });

  for (const view of ["events", "integrity"]) {
    test(`the ${view} view is accessible in light and dark`, async ({ page }) => {
      await open(page, `?tab=${view}`);
      await expect(page.locator(`[data-view=${view}]`)).toBeVisible();
      if (view === "integrity") await expect(page.getByText("Verified", { exact: true })).toBeVisible();

      await expectAccessible(page);
    });
  }

  test.describe("an id that is not there", () => {
    test.use({ expectedProblems: [/404/] });

    test("is answered with 404 and shows what is near it", async ({ page }) => {
      const answer = await page.goto(`/remediations/${REAL.approved.slice(0, -3)}`);

      expect(answer?.status()).toBe(404);
      await expect(page.getByRole("heading", { name: "No remediation with this id" })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("link", { name: REAL.approved }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(
        "KubeNodeNotReady on Node kubernaut-demo-worker",
      );
    });
  });

  test("an address with an event of another trail says so", async ({ page }) => {
    await open(page, "?e=00000000-0000-4000-8000-000000000000");

    await expect(page.getByText("No such event here")).toBeVisible();
  });
});

test.describe("an id with percent signs", () => {
  test.use({ expectedProblems: [/404/] });

  for (const id of ["rr-100%", "rr-a%25b"]) {
    test(`is taken as it is in page and title: ${id}`, async ({ page, baseURL }) => {
      await addRemediation(baseURL ?? "", id);
      await page.goto(remediationPath(id));
      await expect(page.getByRole("banner").getByText(id, { exact: true })).toBeVisible();
      await expect(page).toHaveTitle(/^KubePodCrashLooping/);

      await page.goto(remediationPath(`${id}-missing`));
      await expect(page.getByRole("heading", { name: "No remediation with this id" })).toBeVisible();
      await expect(page).toHaveTitle(`${id}-missing · Holdfast`);
    });
  }
});
