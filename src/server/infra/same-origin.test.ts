import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { foreignRequest } from "./same-origin";

const request = (method: string, headers: Record<string, string>) =>
  ({ method, headers: { host: "holdfast.example", ...headers } }) as unknown as IncomingMessage;
const ours = "https://holdfast.example";

it.each([
  ["a page of ours changes something", request("POST", { origin: ours, cookie: "a=b" })],
  ["a page of ours reads", request("GET", { cookie: "a=b" })],
  ["a machine writes", request("POST", { authorization: "Bearer x" })],
  ["a machine that sends no credential yet", request("POST", {})],
])("lets in: %s", (_, req) => {
  expect(foreignRequest(req, "network")).toBeUndefined();
});

it.each([
  ["a page of another origin", request("POST", { origin: "https://evil.example", cookie: "a=b" })],
  ["a page without an origin", request("DELETE", { origin: "null" })],
  ["a change by cookie that does not say where it comes from", request("POST", { cookie: "a=b" })],
])("refuses a change by %s", (_, req) => {
  expect(foreignRequest(req, "network")).toBeDefined();
});

it("refuses names that are not the machine's own where there is no access control", () => {
  expect(foreignRequest(request("GET", {}), "loopback")).toContain("holdfast.example");
  expect(foreignRequest(request("GET", { host: "127.0.0.1.evil.example" }), "loopback")).toBeDefined();
  for (const host of ["localhost:3000", "127.0.0.1", "127.0.0.2:3000", "[::1]:3000"]) {
    expect(foreignRequest(request("GET", { host }), "loopback")).toBeUndefined();
  }
});
