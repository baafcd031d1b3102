import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import type { Principal } from "@/contracts/principal";
import { AppError } from "@/lib/errors";
import { createPageGuard } from "./page-guard";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Asks for a page of a guarded server whose pages answer with their own address. */
async function ask(path: string, principalOf: () => Promise<Principal>) {
  const pages = createPageGuard({ pages: (req, res) => void res.end(`page ${req.url}`), principalOf });
  const server = createServer(pages);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual" });
  const [text, retryAfter] = [await reply.text(), reply.headers.get("retry-after")];
  return { status: reply.status, text, retryAfter, location: reply.headers.get("location") };
}

const person =
  (...scopes: ("audit:read" | "audit:write")[]) =>
  async (): Promise<Principal> => ({
    kind: "person",
    id: "ada@example.org",
    scopes: new Set(scopes),
  });
const failing = (error: Error) => () => Promise.reject(error);

it("shows a page to who may do something, and to who may do nothing that they may not", async () => {
  expect(await ask("/events?q=1", person("audit:read"))).toMatchObject({ status: 200, text: "page /events?q=1" });
  expect(await ask("/events", person())).toMatchObject({ status: 403, text: "page /no-access" });
});

it("leads nobody to the sign-in page, and lets them see it", async () => {
  const nobody = failing(new AppError("UNAUTHENTICATED", "no credential"));

  expect(await ask("/events?q=1", nobody)).toMatchObject({ status: 303, location: "/sign-in?next=%2Fevents%3Fq%3D1" });
  expect(await ask("/sign-in?next=%2F", nobody)).toMatchObject({ status: 200, text: "page /sign-in?next=%2F" });
});

it("shows a page to who has come too often or with too many bad credentials, and says how long to wait", async () => {
  const limited = failing(new AppError("TOO_MANY_REQUESTS", "wait a little", { retryAfterSeconds: 37 }));

  expect(await ask("/events", limited)).toEqual({
    status: 429,
    text: "page /try-later?status=429",
    retryAfter: "37",
    location: null,
  });
});

it.each([new AppError("UNAVAILABLE", "the database is away"), new Error("a bug")])(
  "shows a page to who can't be looked up because of %s",
  async (error) => {
    expect(await ask("/events", failing(error))).toEqual({
      status: 503,
      text: "page /try-later?status=503",
      retryAfter: "2",
      location: null,
    });
  },
);
