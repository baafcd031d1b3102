import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { Ctx } from "@/server/infra/context";
import { bodyBytesInUse, CutOff, withBody } from "./body";
import { answerDirectly, mount, problemResponse, type RestEnv, route, writeProblem } from "./route";

const MIB = 1024 * 1024;
const where = { instance: "/in", requestId: "r-1" };
const ctx = {} as Ctx;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const doors = ["direct", "router"] as const;

async function listen(door: (typeof doors)[number], maxBytes: number): Promise<number> {
  const declared = route({
    method: "post",
    path: "/in",
    summary: "Takes a body",
    scope: null,
    body: { schema: z.unknown(), maxBytes },
    replies: { 200: z.unknown() },
    run: async () => ({ status: 200, json: "taken" }),
  });
  const app = new Hono<RestEnv>();
  mount(app, declared, async () => ctx);
  app.onError((error) => problemResponse(error, where));
  const routed = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const listener = createServer((req, res) => {
    if (door === "router") return void routed(req, res);
    answerDirectly(declared, ctx, { req, res, base: [] }).catch((error: unknown) =>
      writeProblem(res, error, where, []),
    );
  });
  server = listener;
  await new Promise<void>((resolve) => void listener.listen(0, "127.0.0.1", resolve));
  return (listener.address() as AddressInfo).port;
}

function bodyOf(bytes: number): ReadableStream {
  const chunk = Buffer.alloc(MIB, " ");
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(left < MIB ? chunk.subarray(0, left) : chunk);
      left -= MIB;
      if (left <= 0) controller.close();
    },
  });
}

async function post(port: number, body: ReadableStream): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(`http://127.0.0.1:${port}/in`, { method: "POST", body, headers, duplex: "half" } as RequestInit);
}

describe.each(doors)("a body without a declared length that is too long (%s)", (door) => {
  it("is refused with a problem that its sender can read", async () => {
    const port = await listen(door, 64 * MIB);

    const reply = await post(port, bodyOf(70_000_000));

    expect(reply.status).toBe(413);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(await reply.json()).toMatchObject({ status: 413, detail: `the body may have ${64 * MIB} bytes at most` });
  });

  it("is let go at once, though its sender has not come to the end", async () => {
    const port = await listen(door, 64 * MIB);
    const client = await open(port);
    const before = await heldBytes();

    for (let sent = 0; sent < 65; sent += 1) await client.send(MIB);

    expect(await client.statuses(1)).toEqual(["413"]);
    expect(bodyBytesInUse()).toBe(0);
    expect((await heldBytes()) - before).toBeLessThan(16 * MIB);
  });

  it("is refused before its end, and the connection of a sender that reads only then goes on", async () => {
    const port = await listen(door, MIB);
    const client = await open(port);

    for (let sent = 0; sent < 6; sent += 1) await client.send(MIB);
    await client.finish();
    await client.send(2);
    await client.finish();

    expect(await client.statuses(2)).toEqual(["413", "200"]);
  });

  it("is cut off in the end if it never ends", async () => {
    const port = await listen(door, MIB);
    const client = await open(port);
    let sent = 0;

    while (!client.socket.destroyed && sent < 1000) {
      await client.send(MIB);
      sent += 1;
    }

    expect(await client.statuses(1)).toEqual(["413"]);
    expect(sent).toBeLessThan(100);
  });
});

describe("a body that does not come", () => {
  const incoming = (length: number | undefined) => {
    const stream = new PassThrough();
    const headers = { "content-type": "application/json", ...(length && { "content-length": String(length) }) };
    return Object.assign(stream, { headers });
  };
  const outcomeOf = (body: ReturnType<typeof incoming>) => {
    const outcome = { of: undefined as unknown };
    withBody(body, 64 * MIB, async ({ bytes }) => bytes.length).then(
      (length) => Object.assign(outcome, { of: length }),
      (error: unknown) => Object.assign(outcome, { of: error }),
    );
    return outcome;
  };
  const turns = () => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  it("takes nobody's room, however much was declared", async () => {
    const silent = [1, 2, 3].map(() => incoming(64 * MIB));
    const outcomes = silent.map(outcomeOf);
    for (const body of silent) body.write("[");
    await turns();

    expect(bodyBytesInUse()).toBe(3);
    const other = incoming(4);
    const taken = outcomeOf(other);
    other.end("[{}]");
    await turns();
    expect(taken.of).toBe(4);
    for (const body of silent) body.destroy();
    await turns();
    expect(bodyBytesInUse()).toBe(0);
    expect(outcomes.map(({ of }) => of)).toEqual([expect.any(CutOff), expect.any(CutOff), expect.any(CutOff)]);
  });

  it.each([64 * MIB, undefined])("is given up after ten seconds of silence (declared: %s)", async (length) => {
    const body = incoming(length);
    const outcome = outcomeOf(body);
    for (let sent = 0; sent < 5; sent++) {
      body.write("[");
      await turns();
      vi.advanceTimersByTime(9900);
      await turns();
      expect(outcome.of).toBeUndefined();
    }

    vi.advanceTimersByTime(200);
    await turns();
    expect(outcome.of).toBeInstanceOf(CutOff);
    expect(bodyBytesInUse()).toBe(0);
  });

  it("is refused before it comes where there is no room for it, and the bodies that came go on", async () => {
    const large = [1, 2].map(() => incoming(64 * MIB));
    const outcomes = large.map(outcomeOf);
    for (const body of large) body.write(Buffer.alloc(60 * MIB, " "));
    await turns();
    const late = outcomeOf(incoming(10 * MIB));
    await turns();

    expect(late.of).toMatchObject({ code: "UNAVAILABLE" });
    for (const body of large) body.end(Buffer.alloc(4 * MIB, " "));
    await turns();
    await turns();
    expect(outcomes.map(({ of }) => of)).toEqual([64 * MIB, 64 * MIB]);
    expect(bodyBytesInUse()).toBe(0);
  });
});

/** What buffers still hold when nothing is left that could be collected. */
async function heldBytes(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  for (let round = 0; round < 5; round += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().arrayBuffers;
}

type Client = {
  socket: Socket;
  /** One chunk of this many bytes, with the head of a request before the first. */
  send(bytes: number): Promise<void>;
  finish(): Promise<void>;
  statuses(count: number): Promise<string[]>;
};

/** A client that writes to the end whatever comes back, as many do. */
async function open(port: number): Promise<Client> {
  const socket = connect(port, "127.0.0.1");
  let read = "";
  let isBegun = false;
  socket.on("data", (chunk) => {
    read += chunk;
  });
  socket.on("error", () => undefined);
  const write = (text: string) => new Promise<void>((resolve) => void socket.write(text, () => resolve()));
  const found = () => [...read.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status ?? "");
  return {
    socket,
    async send(bytes) {
      const head =
        "POST /in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
      await write(`${isBegun ? "" : head}${bytes.toString(16)}\r\n${"1".repeat(bytes)}\r\n`);
      isBegun = true;
    },
    async finish() {
      await write("0\r\n\r\n");
      isBegun = false;
    },
    async statuses(count) {
      while (found().length < count && !socket.destroyed) {
        await new Promise<void>((resolve) => void socket.once("data", () => resolve()).once("close", () => resolve()));
      }
      return found();
    },
  };
}
