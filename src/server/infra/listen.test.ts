import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { listen } from "./listen";
import { silentLog } from "./log";

const servers: Server[] = [];
const newServer = () => {
  const server = createServer();
  servers.push(server);
  return server;
};
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Listens on `port` and gives what is said, or the exit code with the reason. */
function outcomeOf(port: number): Promise<unknown> {
  const server = newServer();
  return new Promise((resolve) => {
    const error = vi.fn();
    const log = { ...silentLog, error, info: () => resolve((server.address() as AddressInfo).port) };
    const exit = (code: number) => resolve({ code, ...error.mock.calls[0]?.[0] });
    listen(server, { host: "127.0.0.1", port, url: "http://127.0.0.1", log, exit });
  });
}

it("a process that can't have its port ends and says why, instead of living on without one", async () => {
  const taken = Number(await outcomeOf(0));

  expect(await outcomeOf(taken)).toMatchObject({
    code: 1,
    reason: "another program has this address and port",
    port: taken,
  });
});
