import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { addressOf, createAddressNote, networkOf } from "./client-address";

function noted(peer: string | undefined, forwarded: string | undefined, ...trusted: string[]): string | null {
  const headers: IncomingMessage["headers"] = { "x-holdfast-address": "6.6.6.6" };
  if (forwarded !== undefined) headers["x-forwarded-for"] = forwarded;
  const req = { headers, socket: { remoteAddress: peer } } as IncomingMessage;
  createAddressNote(trusted)(req);
  return addressOf(req.headers);
}

it("what a client says of itself counts for nothing while no proxy is trusted", () => {
  expect(noted("203.0.113.9", "1.2.3.4")).toBe("203.0.113.9");
  expect(noted("127.0.0.1", "1.2.3.4")).toBe("127.0.0.1");
  expect(noted(undefined, "1.2.3.4")).toBeNull();
});

it("nor does it when it comes from anybody but a trusted proxy", () => {
  expect(noted("203.0.113.9", "1.2.3.4", "10.0.0.0/8")).toBe("203.0.113.9");
  expect(noted("11.0.0.1", "1.2.3.4", "10.0.0.0/8")).toBe("11.0.0.1");
  expect(noted(undefined, "1.2.3.4", "10.0.0.0/8")).toBeNull();
});

it("behind trusted proxies it is the last hop that is none of them, whatever stands before it", () => {
  expect(noted("10.0.0.1", "1.2.3.4", "10.0.0.0/8")).toBe("1.2.3.4");
  expect(noted("10.0.0.1", "6.6.6.6, 1.2.3.4", "10.0.0.0/8")).toBe("1.2.3.4");
  expect(noted("10.0.0.1", "10.0.0.9, 1.2.3.4, 10.9.9.9 ,10.0.0.2", "10.0.0.0/8")).toBe("1.2.3.4");
  expect(noted("10.0.0.1", "6.6.6.6, 1.2.3.4, 192.0.2.7", "10.0.0.1", "192.0.2.7")).toBe("1.2.3.4");
});

it("a client that is one of the proxies is named by the farthest of them", () => {
  expect(noted("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.0/8")).toBe("10.0.0.3");
  expect(noted("10.0.0.1", undefined, "10.0.0.0/8")).toBe("10.0.0.1");
  expect(noted("10.0.0.1", "", "10.0.0.0/8")).toBe("10.0.0.1");
});

it("what is no address ends the way at the proxy that passed it on", () => {
  expect(noted("10.0.0.1", "1.2.3.4, unknown", "10.0.0.0/8")).toBe("10.0.0.1");
  expect(noted("10.0.0.1", "1.2.3.4, _hidden, 10.0.0.5", "10.0.0.0/8")).toBe("10.0.0.5");
  expect(noted("10.0.0.1", "1.2.3.4, 999.1.1.1", "10.0.0.0/8")).toBe("10.0.0.1");
  expect(noted("10.0.0.1", "1.2.3.4,,", "10.0.0.0/8")).toBe("10.0.0.1");
});

it("IPv4 inside IPv6 is the same address, at the socket, in the header and in the configuration", () => {
  expect(noted("::ffff:203.0.113.9", undefined)).toBe("203.0.113.9");
  expect(noted("::ffff:10.0.0.1", "::ffff:1.2.3.4", "10.0.0.0/8")).toBe("1.2.3.4");
  expect(noted("10.0.0.1", "1.2.3.4, ::FFFF:0a00:0002", "10.0.0.0/8")).toBe("1.2.3.4");
  expect(noted("10.0.0.1", "1.2.3.4", "::ffff:10.0.0.0/104")).toBe("1.2.3.4");
});

it("IPv6 is written in one form, without zone, port and brackets", () => {
  expect(noted("fd00::1", "2001:DB8:0:0::7", "fd00::/8")).toBe("2001:db8::7");
  expect(noted("fd00::1", "[2001:db8::7]:4711, [fd00::2]", "fd00::/8")).toBe("2001:db8::7");
  expect(noted("fd00::1", "1.2.3.4:4711", "fd00::/8")).toBe("1.2.3.4");
  expect(noted("fd00::1", "fe80::7%eth0", "fd00::/8")).toBe("fe80::7");
  expect(noted("fe00::1", "1.2.3.4", "fd00::/8")).toBe("fe00::1");
});

it("a header of thousands of hops is not walked to its end", () => {
  const hops = `6.6.6.6, ${Array(2000).fill("10.0.0.2").join(", ")}`;

  expect(noted("10.0.0.1", hops, "10.0.0.0/8")).toBe("10.0.0.2");
});

it.each([
  ["203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8::7", "2001:db8:0:0::/64"],
  ["2001:db8:1:2::", "2001:db8:1:2::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
])("attempts from %s count for %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
