import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@/server/infra/log";
import { createValkey, type Valkey } from "@/server/infra/valkey";
import { type RunningValkey, startValkeyIn } from "../../scripts/valkey/server.mjs";

export type TestValkey = {
  url: string;
  /** Another connection of its own, as a second replica has. */
  connect(): Promise<Valkey>;
  /** Ends the server at once, as a crash does; `start` brings it back with what it had written. */
  crash(): Promise<void>;
  /** Stands still and keeps its connections. */
  freeze(): void;
  thaw(): void;
  start(): Promise<void>;
  close(): Promise<void>;
};

/** A fresh server of its own, in a temporary folder. */
export async function testValkey(): Promise<TestValkey> {
  const dataDir = await mkdtemp(join(tmpdir(), "holdfast-valkey-"));
  let server: RunningValkey | undefined = await startValkeyIn({ dataDir });
  const { url, port } = server;
  const connections: Valkey[] = [];
  const crash = async () => {
    await server?.kill();
    server = undefined;
  };
  return {
    url,
    async connect() {
      const valkey = createValkey({ url, log: silentLog });
      connections.push(valkey);
      await whenReady(valkey);
      return valkey;
    },
    crash,
    freeze: () => signal(server, "SIGSTOP"),
    thaw: () => signal(server, "SIGCONT"),
    async start() {
      server = await startValkeyIn({ dataDir, port });
      await Promise.all(connections.filter(({ client }) => client.status !== "end").map(whenReady));
    },
    async close() {
      await Promise.all(connections.map((valkey) => valkey.close()));
      await crash();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function signal(server: RunningValkey | undefined, name: NodeJS.Signals): void {
  if (server !== undefined) process.kill(server.pid, name);
}

function whenReady(valkey: Valkey): Promise<void> {
  return valkey.isUp()
    ? Promise.resolve()
    : new Promise((resolve) => void valkey.client.once("ready", () => resolve()));
}
