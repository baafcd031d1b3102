import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { type RunningServer, startServer } from "./server";

export { expect };

/** Remediations that every run finds in the database when the real trails are at hand. */
export const REAL = {
  /** A node that stopped answering: approved by a person, 191 events. */
  approved: "rr-b157a3a9e42f-2b14f502",
  /** A disk that was going to be full: mended by a change in Git, 118 events. */
  gitops: "rr-a46194c375c3-e7161c3e",
} as const;

type Options = {
  /** Problems that a test provokes on purpose, e.g. the browser's own line about a 404. */
  expectedProblems: RegExp[];
};

type WorkerFixtures = {
  /** A server without a single event, for what a newcomer sees. */
  emptyServer: RunningServer;
};

export const test = base.extend<Options, WorkerFixtures>({
  expectedProblems: [[], { option: true }],

  baseURL: async ({ browserName: _ }, provide) => {
    await provide(process.env.HOLDFAST_E2E_URL);
  },

  emptyServer: [
    async ({ browserName: _ }, provide) => {
      const server = await startServer();
      await provide(server);
      await server.stop();
    },
    { scope: "worker" },
  ],

  page: async ({ page, expectedProblems }, provide) => {
    const problems = await watch(page);
    await provide(page);
    const unexpected = problems.filter((problem) => !expectedProblems.some((pattern) => pattern.test(problem)));
    expect(unexpected, "the page reported problems").toEqual([]);
  },
});

/** Errors of scripts, lines of the console, reports of the content policy and requests to any other host. */
async function watch(page: Page): Promise<string[]> {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()} ${message.location().url}`);
    if (message.text().startsWith("content policy")) problems.push(message.text());
  });
  page.on("request", (request) => {
    if (isForeign(request.url())) problems.push(`another host: ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.warn(`content policy: ${event.violatedDirective} blocked ${event.blockedURI} ${event.sample}`);
    });
  });
  return problems;
}

function isForeign(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return /^(https?|wss?):$/.test(protocol) && hostname !== "127.0.0.1";
}

/** No finding of axe on the page as it stands, in light and in dark; structure and names are the same in both. */
export async function expectAccessible(page: Page): Promise<void> {
  base.slow();
  // Between two screens there is a moment without a title.
  await expect(page).toHaveTitle(/\S/);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const axe = new AxeBuilder({ page });
    const { violations } = await (colorScheme === "light" ? axe : axe.withRules(["color-contrast"])).analyze();
    const findings = violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help} at ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
    );
    expect(findings, `axe in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: null });
}

/** Acts until the page shows that it has understood: what is done before it is alive is lost. */
export async function whenAlive(shown: Locator, act: () => Promise<void>): Promise<void> {
  await expect(async () => {
    if (!(await shown.isVisible())) await act();
    await expect(shown).toBeVisible({ timeout: 500 });
  }).toPass();
}

/** Presses keys so closely that nothing which waits for an idle moment happens between them, as on a machine under load. */
export async function pressInARow(page: Page, keys: readonly string[]): Promise<void> {
  await page.evaluate(async (pressed) => {
    for (const key of pressed) {
      const at = document.activeElement ?? document.body;
      at.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      await new Promise<void>((done) => queueMicrotask(done));
    }
  }, keys);
}
