import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { lastingPort } from "./ports";
import type { Scope } from "./scope";

/** The same database as if each message took this long to arrive, milliseconds. Loopback knows no distance otherwise. */
export async function fromAfar(scope: Scope, databaseUrl: string, delayMs: number): Promise<string> {
  if (delayMs === 0) return databaseUrl;
  const url = new URL(databaseUrl);
  const port = await lastingPort();
  const args = [String(port), url.hostname, url.port, String(delayMs)];
  const child = fork(join(import.meta.dirname, "distance-process.ts"), args, { execArgv: ["--import", "tsx"] });
  scope.defer(() => child.kill("SIGKILL"));
  await once(child, "message");
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return url.href;
}
