import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createHttpServer } from "./http";
import { createMetrics } from "./infra/metrics";

let server: Server;
beforeAll(async () => {
  const answer = (_: unknown, res: { end(text: string): void }) => res.end("let in");
  const doors = { rest: answer, trpc: answer, auth: answer, pages: answer };
  server = createHttpServer({ mode: "production", metrics: createMetrics(), bound: "loopback", doors });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Written by hand, since a client would tidy the path. */
function ask(method: string, path: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    let reply = "";
    const socket = connect(port, "127.0.0.1", () =>
      socket.end(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
    );
    socket.on("data", (chunk) => {
      reply += chunk;
    });
    socket.on("error", reject).on("close", () => resolve(reply));
  });
}

const statusOf = async (method: string, path: string) => Number((await ask(method, path)).split(" ")[1]);

it.each(["POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])(
  "no page answers %s, so that a client with a wrong address does not take it for a success",
  async (method) => {
    const reply = await ask(method, "/");

    expect(reply).toContain("405 Method Not Allowed");
    expect(reply.toLowerCase()).toContain("allow: get, head");
    expect(await statusOf(method, "//api/v1/audit/events")).toBe(405);
  },
);

it("pages are read, procedures are called, and nothing else", async () => {
  expect(await Promise.all([statusOf("GET", "/"), statusOf("HEAD", "/remediations")])).toEqual([200, 200]);
  expect(await Promise.all([statusOf("GET", "/api/trpc/x"), statusOf("POST", "/api/trpc/x")])).toEqual([200, 200]);
  expect(await Promise.all([statusOf("TRACE", "/api/trpc/x"), statusOf("PUT", "/api/trpc/x")])).toEqual([405, 405]);
  expect(await Promise.all([statusOf("POST", "/api/v1/x"), statusOf("POST", "/api/auth/x")])).toEqual([200, 200]);
});

it.each(["/%", "/remediations/%E0%A4%A", "/a%zz?x=1"])(
  "a path that can't be decoded is a bad request: %s",
  async (path) => {
    expect(await statusOf("GET", path)).toBe(400);
  },
);

it("a query that can't be decoded is the page's own affair", async () => {
  expect(await statusOf("GET", "/?q=%")).toBe(200);
});

it("a request that stops half-way is ended after its time", async () => {
  // Node would give a body the time of a head if that were the longer one.
  expect(server.headersTimeout).toBeLessThanOrEqual(server.requestTimeout);
  const { headersTimeout, requestTimeout } = server;
  server.headersTimeout = server.requestTimeout = 1;
  const { port } = server.address() as AddressInfo;
  const reply = await new Promise<string>((resolve) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write("POST /api/v1/x HTTP/1.1\r\nHost: localhost\r\nContent-"),
    );
    socket.once("data", (chunk) => resolve(String(chunk)));
  });
  Object.assign(server, { headersTimeout, requestTimeout });

  expect(reply).toContain("408 Request Timeout");
});
