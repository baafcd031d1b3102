import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningValkey, startValkeyIn } from "../../scripts/valkey/server.mjs";
import { lastingPort } from "./ports";
import type { Scope } from "./scope";

export type OwnValkey = { url: string; pid(): number; start(): Promise<void>; kill(): Promise<void> };

/** A server of its own in a temporary folder, set up as the product starts it. */
export async function ownValkey(scope: Scope): Promise<OwnValkey> {
  const dataDir = mkdtempSync(join(tmpdir(), "holdfast-bench-valkey-"));
  scope.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  let running: RunningValkey | undefined = await startValkeyIn({ dataDir, port: await lastingPort() });
  const { url, port } = running;
  const kill = async () => {
    await running?.kill();
    running = undefined;
  };
  scope.defer(kill);
  return {
    url,
    pid: () => running?.pid ?? 0,
    kill,
    async start() {
      running ??= await startValkeyIn({ dataDir, port });
    },
  };
}
