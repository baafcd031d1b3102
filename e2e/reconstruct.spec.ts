import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { parse } from "yaml";
import { expect, expectAccessible, REAL, test } from "./fixtures";
import { describeRealTrails } from "./real-trails";

const address = `/remediations/${REAL.gitops}`;
const lines = (page: Page) => page.getByRole("listbox", { name: /^YAML/ });

async function open(page: Page, query = ""): Promise<void> {
  await page.goto(`${address}?tab=reconstruct${query}`);
  await expect(lines(page)).toBeVisible();
}

describeRealTrails("reconstruct", () => {
  test("one click on the tab rebuilds the request, counted by source", async ({ page }) => {
    await page.goto(address);
    await page.getByRole("link", { name: "Reconstruct" }).click();

    await expect(lines(page).getByRole("option", { name: /signalName: PredictedDiskPressure/ })).toBeVisible();
    await expect(page.getByText("43 from an event")).toBeVisible();
    await expect(page.getByText(/\d+ left out/)).toBeVisible();
    await expect(page.getByText("Nothing is applied from here.")).toBeVisible();
  });

  test("line, field and source are one selection from either side", async ({ page }) => {
    await open(page);

    await lines(page)
      .getByRole("option", { name: /firingTime/ })
      .click();
    const source = page.getByRole("region", { name: "Source of the chosen line" });
    await expect(source).toContainText("spec.firingTime");
    await expect(page.locator("tr[aria-current]")).toContainText("spec.firingTime");

    await page.getByRole("button", { name: "spec.severity", exact: true }).click();
    await expect(lines(page).getByRole("option", { selected: true })).toContainText("severity: high");
    await expect(source).toContainText("spec.severity");
    const chosen = new URL(page.url()).searchParams.get("line");
    await page.reload();
    await expect(source).toContainText("spec.severity");
    expect(new URL(page.url()).searchParams.get("line")).toBe(chosen);
  });

  test("arrow keys walk the lines that have a source, Enter opens the event", async ({ page }) => {
    await open(page);
    await lines(page).focus();
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("region", { name: "Source of the chosen line" })).toContainText("spec.signalType");

    await page.keyboard.press("Enter");
    await expect(page.getByRole("complementary", { name: /gateway\.signal\.received/ })).toBeVisible();
  });

  test("says what will not come back and why", async ({ page }) => {
    await open(page);
    const region = page.getByRole("region", { name: /What will not come back/ });

    await expect(region).toContainText("status.overallPhase");
    await expect(region).toContainText("status.conditions");
    await expect(region).toContainText("metadata.uid");
  });

  test("Copy YAML takes the document to apply", async ({ page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await open(page);

    await page.getByRole("button", { name: "Copy YAML" }).click();

    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain("kind: RemediationRequest");
    const copied = parse(await page.evaluate(() => navigator.clipboard.readText()));
    expect(copied.metadata).toMatchObject({ name: REAL.gitops, namespace: "kubernaut-system" });
    expect(copied.metadata).not.toHaveProperty("uid");
    expect(copied.spec.signalName).toBe("PredictedDiskPressure");
    expect(copied).not.toHaveProperty("status");
  });

  test("three files can be taken along, named after the remediation", async ({ page }) => {
    await open(page);
    const names: string[] = [];
    for (const item of [/^Metadata and spec/, /^Status/, /^The object as clients get it/]) {
      await page.getByRole("button", { name: "Download" }).click();
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("menuitem", { name: item }).click(),
      ]);
      names.push(file.suggestedFilename());
      const document = parse(await readFile(await file.path(), "utf8"));
      expect(document.kind).toBe("RemediationRequest");
    }

    expect(names).toEqual([`${REAL.gitops}.yaml`, `${REAL.gitops}.status.yaml`, `${REAL.gitops}.contract.yaml`]);
  });

  test("the object as clients get it has its own view with its completeness", async ({ page }) => {
    await open(page);
    await page.getByRole("button", { name: "As clients get it" }).click();

    await expect(page.getByText("100 %")).toBeVisible();
    await expect(page.getByText("kubernaut.ai/audit-retention")).toBeVisible();
    expect(new URL(page.url()).searchParams.get("doc")).toBe("contract");
  });

  test("is accessible in light and dark", async ({ page }) => {
    await open(page);

    await expectAccessible(page);
  });

  test("is accessible with an open event", async ({ page }) => {
    await open(page);
    await lines(page).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("tree", { name: "Payload" })).toBeVisible();

    await expectAccessible(page);
  });

  test("is accessible as clients get it", async ({ page }) => {
    await page.goto(`${address}?tab=reconstruct&doc=contract`);
    await expect(page.getByText("100 %")).toBeVisible();

    await expectAccessible(page);
  });

  test("fits a phone without a sideways scroll", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page);

    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  });
});
