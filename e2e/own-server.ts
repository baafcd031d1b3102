import type { Page } from "@playwright/test";
import { type RunningServer, startServer } from "./server";

/** A server for one test that changes or breaks what it stores. The page leaves it before it stops. */
export async function withOwnServer(page: Page, work: (server: RunningServer) => Promise<void>): Promise<void> {
  const server = await startServer();
  try {
    await work(server);
  } finally {
    await page.goto("about:blank");
    await server.stop();
  }
}
