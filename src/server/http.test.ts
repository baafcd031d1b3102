import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createHttpServer, type Doors } from "./http";
import { createMetrics } from "./infra/metrics";

let server: Server;
const metrics = createMetrics();
beforeAll(async () => {
  const answer = (req: IncomingMessage, res: ServerResponse) => {
    if (req.url !== "/api/v1/never") res.end(`let in to ${req.headers.host}${req.url}`);
  };
  const direct: Doors["direct"] = (req) =>
    req.url === "/api/v1/often"
      ? ({ res, base }) => res.writeHead(201, [...base, "x-own", "yes"]).end("at once")
      : undefined;
  const doors: Doors = { direct, rest: answer, trpc: answer, auth: answer, pages: answer };
  server = createHttpServer({ mode: "production", metrics, bound: "loopback", doors });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Written by hand, since a client would tidy the path. */
function ask(method: string, path: string, hosts: readonly string[] = ["localhost"]): Promise<string> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    let reply = "";
    const named = hosts.map((host) => `Host: ${host}\r\n`).join("");
    const socket = connect(port, "127.0.0.1", () =>
      socket.end(`${method} ${path} HTTP/1.1\r\n${named}Connection: close\r\n\r\n`),
    );
    socket.on("data", (chunk) => {
      reply += chunk;
    });
    socket.on("error", reject).on("close", () => resolve(reply));
  });
}

const statusOf = async (method: string, path: string) => Number((await ask(method, path)).split(" ")[1]);

it("an answer that is written at once has the head that every other one of the API has", async () => {
  const headers = (reply: string) => {
    const [head = ""] = reply.split("\r\n\r\n");
    const pairs = head.split("\r\n").slice(1);
    return new Map(pairs.map((line) => [line.split(": ")[0]?.toLowerCase() ?? "", line.slice(line.indexOf(": ") + 2)]));
  };
  const often = headers(await ask("POST", "/api/v1/often"));
  const routed = headers(await ask("POST", "/api/v1/x"));

  expect(often.get("x-own")).toBe("yes");
  expect(often.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  for (const [name, value] of routed) {
    if (!["x-request-id", "date", "content-length"].includes(name))
      expect([name, often.get(name)]).toEqual([name, value]);
  }
});

it("who is refused for every door does not reach the direct one", async () => {
  const { port } = server.address() as AddressInfo;
  const reply = await new Promise<string>((resolve) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write("POST /api/v1/often HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n"),
    );
    socket.once("data", (chunk) => resolve(String(chunk)));
  });

  expect(reply).toContain("403 Forbidden");
  expect(reply).toContain("X-Content-Type-Options: nosniff");
});

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

it.each(["/api/v1/often", "/api/v1/x", "/api/trpc/x"])(
  "a request that nobody can tell the server or the path of is refused the same way by every door: %s",
  async (path) => {
    const asked: [string, string[]][] = [
      [path, ["localhost", "elsewhere.example"]],
      [path, ["localhost/../x"]],
      [path, ["a:b:c"]],
      [`${path}\\`, ["localhost"]],
    ];
    for (const [target, hosts] of asked) {
      const reply = await ask("POST", target, hosts);

      expect(reply).toContain("400 Bad Request");
      expect(reply).toContain("application/problem+json");
    }
  },
);

it("a target that names its server is a path on that server", async () => {
  expect(await ask("POST", "http://localhost/api/v1/often", ["elsewhere.example"])).toContain("at once");
  expect(await ask("GET", "HTTP://127.0.0.1:80/api/v1/x?a=http://b/")).toContain(
    "let in to 127.0.0.1:80/api/v1/x?a=http://b/",
  );
  expect(await ask("GET", "http://localhost?a=1")).toContain("let in to localhost/?a=1");
  expect(await ask("POST", "http://elsewhere.example/api/v1/often")).toContain("403 Forbidden");
});

it("who is refused while they still write reads why", async () => {
  const { port } = server.address() as AddressInfo;
  const body = Buffer.alloc(16 * 1024 * 1024);
  const reply = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(`POST /api/v1/often HTTP/1.1\r\nHost: elsewhere.example\r\nContent-Length: ${body.length}\r\n\r\n`);
      // Reads only when everything is written, as simple clients do.
      socket.write(body, () => socket.once("data", (chunk) => resolve(String(chunk))).resume());
    });
    socket.pause().once("error", reject);
  });

  expect(reply).toContain("403 Forbidden");
});

it("a request whose client went before there was an answer does not count as a success", async () => {
  const { port } = server.address() as AddressInfo;
  const counted = async () =>
    /_count\{door="rest",status="unanswered"\} (\d+)/.exec(await metrics.registry.metrics())?.[1];
  const before = Number((await counted()) ?? 0);
  const arrived = new Promise((resolve) => server.once("request", resolve));

  const socket = connect(port, "127.0.0.1", () =>
    socket.write("GET /api/v1/never HTTP/1.1\r\nHost: localhost\r\n\r\n"),
  );
  await arrived;
  socket.destroy();

  await expect.poll(counted).toBe(String(before + 1));
});
