import { afterAll, beforeAll, expect, it } from "vitest";
import type { Limit } from "@/contracts/principal";
import type { Valkey } from "@/server/infra/valkey";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { type TestValkey, testValkey } from "@/testing/valkey";
import { getQueueStatus } from "./index";

let t: TestDatabase;
let server: TestValkey;
let valkey: Valkey;
beforeAll(async () => {
  [t, server] = await Promise.all([testDatabase(), testValkey()]);
  valkey = await server.connect();
});
afterAll(() => Promise.all([t.close(), server.close()]));

it("who reads in a part of the store is told that there is a queue, and not what lies in it", async () => {
  const limits = new Map<"audit:read", Limit[]>([["audit:read", [{ namespaces: ["shop"], clusters: null }]]]);
  const limited = { kind: "person", id: "ada", scopes: new Set(["audit:read"] as const), limits } as const;

  expect(await getQueueStatus(t.ctx({ valkey }))).toMatchObject({ isUp: true, entries: 0, deadLetters: 0 });
  expect(await getQueueStatus(t.ctx({ valkey, principal: limited }))).toMatchObject({
    isConfigured: true,
    isUp: true,
    entries: null,
    deadLetters: null,
    oldestAgeSeconds: null,
  });
});
