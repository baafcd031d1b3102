import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { selfSigned } from "@/testing/certificate";
import { createHttpServer } from "./http";
import { silentLog } from "./infra/log";
import { createMetrics } from "./infra/metrics";
import { readTlsPair, watchTlsPair } from "./infra/tls";

let folder: string;
let server: Server;
let stop = () => {};
const warn = vi.fn();
const files = () => ({ certFile: join(folder, "tls.crt"), keyFile: join(folder, "tls.key") });

beforeEach(() => {
  warn.mockClear();
  folder = mkdtempSync(join(tmpdir(), "holdfast-tls-"));
});
afterEach(() => {
  stop();
  server?.closeAllConnections();
  server?.close();
  rmSync(folder, { recursive: true });
});

function put(name: string): void {
  const { cert, key } = selfSigned(name);
  writeFileSync(files().certFile, cert);
  writeFileSync(files().keyFile, key);
}

async function serve(): Promise<void> {
  const answer = (_: unknown, res: { end(text: string): void }) => res.end("ok");
  const tls = readTlsPair(files());
  server = createHttpServer({
    mode: "production",
    metrics: createMetrics(),
    bound: "network",
    tls,
    doors: {
      direct: (req) => (req.url === "/api/often" ? ({ res, base }) => res.writeHead(201, [...base]).end() : undefined),
      rest: answer,
      trpc: answer,
      auth: answer,
      pages: answer,
    },
  }) as Server;
  const onRenewed = (pair: { cert: string; key: string }) => server.setSecureContext(pair);
  stop = watchTlsPair(files(), { inUse: tls, log: { ...silentLog, warn }, onRenewed, everyMs: 10 }).stop;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}

/** Name in the certificate that a new connection is shown, and the answer to one request. */
function meet(maxVersion?: "TLSv1.1"): Promise<{ name: string; answer: string }> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const socket = connect({
      port,
      host: "127.0.0.1",
      rejectUnauthorized: false,
      ...(maxVersion ? { minVersion: "TLSv1", maxVersion } : {}),
    });
    let answer = "";
    socket.once("secureConnect", () =>
      socket.write("GET /api/x HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"),
    );
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString();
    });
    const name = () => String(socket.getPeerCertificate().subject.CN);
    let shown = "";
    socket.once("secureConnect", () => {
      shown = name();
    });
    socket.once("close", () => resolve({ name: shown, answer }));
    socket.once("error", reject);
  });
}

it("answers by TLS and tells browsers to come by nothing else", async () => {
  put("first");
  await serve();

  const { name, answer } = await meet();

  expect(name).toBe("first");
  expect(answer).toMatch(/200 OK/);
  expect(answer.toLowerCase()).toContain("strict-transport-security: max-age=31536000");
});

it("shows a renewed certificate to new connections without a restart, and never a broken one", async () => {
  put("first");
  await serve();
  put("second");
  await vi.waitFor(async () => expect((await meet()).name).toBe("second"), { timeout: 5000 });

  writeFileSync(files().keyFile, selfSigned("other").key);
  await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1), { timeout: 5000 });
  expect((await meet()).name).toBe("second");
});

it("does not speak versions before TLS 1.2", async () => {
  put("first");
  await serve();

  await expect(meet("TLSv1.1")).rejects.toThrow();
});

it("does not start on files that don't belong together", () => {
  put("first");
  writeFileSync(files().keyFile, selfSigned("other").key);

  expect(() => readTlsPair(files())).toThrow();
});
