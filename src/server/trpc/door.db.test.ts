import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { createTrpcDoor } from "./door";

let t: TestDatabase;
let server: Server;
let url: string;
beforeAll(async () => {
  t = await testDatabase();
  server = createServer(
    createTrpcDoor(async ({ authorization }) => {
      if (authorization === "during an outage") throw new AppError("UNAVAILABLE", "not now", { retryAfterSeconds: 7 });
      return t.ctx();
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/trpc`;
});
afterAll(async () => {
  server.close();
  await t.close();
});

const RECONSTRUCT = "/reconstruction.reconstruct";

function post(path: string, body: string, type = "application/json"): Promise<Response> {
  return fetch(url + path, { method: "POST", body, headers: { "content-type": type } });
}

it("what the transport itself refuses has the status of its cause and is no failure of the server", async () => {
  const big = JSON.stringify({ correlationId: "x".repeat(1_100_000) });

  expect((await post(RECONSTRUCT, big)).status).toBe(413);
  expect((await post(RECONSTRUCT, "a=b", "application/x-www-form-urlencoded")).status).toBe(415);
  expect((await post(RECONSTRUCT, "{")).status).toBe(400);
  expect((await fetch(`${url}${RECONSTRUCT}?input=%7B%7D`)).status).toBe(405);
  expect((await fetch(`${url}/no.such`)).status).toBe(404);
});

it("an id that can't exist is refused or not found", async () => {
  const input = JSON.stringify({ correlationId: "a\u0000b" });

  expect((await post(RECONSTRUCT, input)).status).toBe(404);
  expect((await fetch(`${url}/audit.verifyChain?input=${encodeURIComponent(input)}`)).status).toBe(400);
  expect((await fetch(`${url}/audit.search?input=${encodeURIComponent(input)}`)).status).toBe(400);
});

it("one request asks for so many things and no more", async () => {
  const calls = (count: number) =>
    fetch(`${url}/${Array(count).fill("remediations.pulse").join(",")}?batch=1&input={}`);

  expect((await calls(30)).status).toBe(200);
  expect((await calls(31)).status).toBe(400);
});

it("what is refused for now says when to come again", async () => {
  const headers = { authorization: "during an outage" };

  const answer = await fetch(`${url}/remediations.pulse,remediations.pulse?batch=1&input={}`, { headers });

  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "7"]);
});

it("a required field that is missing is named as required", async () => {
  const answer = await post(RECONSTRUCT, "{}");

  expect(await answer.json()).toMatchObject({
    error: { data: { problem: { field_errors: { correlationId: "is required" } } } },
  });
});

it.each([{ detailKey: "a" }, { detailValue: "a" }])("a search by half of a detail is refused: %j", async (search) => {
  const answer = await fetch(`${url}/audit.search?input=${encodeURIComponent(JSON.stringify(search))}`);

  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    error: { data: { problem: { field_errors: { detailKey: "detailKey and detailValue go together" } } } },
  });
});
