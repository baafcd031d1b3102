import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { BlockList, isIP, SocketAddress } from "node:net";
import { BoundedMap } from "@/lib/bounded-map";

/** Written by the listener onto each request in place of whatever was sent under this name, and read by all who ask. */
export const ADDRESS_HEADER = "x-holdfast-address";

/** Further hops say nothing that anybody would need, and each costs time. */
const HOPS_MAX = 32;
/** Looking through the ranges costs more than all the rest. */
const KNOWN_MAX = 1000;

/**
 * Notes on each request whose it is: the address of the connection, unless that belongs to a trusted proxy. Then it is
 * what the proxies have written down, read from the nearest one outwards up to the first who is no proxy of ours.
 */
export function createAddressNote(trustedProxies: readonly string[]): (req: IncomingMessage) => void {
  const isTrusted = trustedProxies.length === 0 ? undefined : rangesOf(trustedProxies);
  return (req) => {
    const { remoteAddress } = req.socket;
    const peer = remoteAddress === undefined ? "" : plain(remoteAddress);
    const isProxy = isTrusted !== undefined && peer !== "" && isTrusted(peer);
    req.headers[ADDRESS_HEADER] = isProxy ? forwardedFor(req.headers["x-forwarded-for"], peer, isTrusted) : peer;
  };
}

/** The client's address; null where the connection has none any more. */
export function addressOf(headers: IncomingHttpHeaders): string | null {
  const noted = headers[ADDRESS_HEADER];
  return typeof noted === "string" && noted !== "" ? noted : null;
}

/** Whose attempts count together: one address, or the network of one, since in IPv6 anybody has 2^64 of them. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const before = groupsOf(head);
  const after = groupsOf(tail ?? "");
  const between = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return `${[...before, ...between, ...after].slice(0, 4).join(":")}::/64`;
}

function forwardedFor(header: string | string[] | undefined, peer: string, isTrusted: IsTrusted): string {
  let nearest = peer;
  for (const text of String(header ?? "")
    .split(",")
    .slice(-HOPS_MAX)
    .reverse()) {
    const hop = hopAddress(text.trim());
    // What can't be read was not written by a proxy that can be relied on; the one that passed it on is known.
    if (hop === undefined) return nearest;
    if (!isTrusted(hop)) return hop;
    nearest = hop;
  }
  return nearest;
}

type IsTrusted = (address: string) => boolean;

function rangesOf(ranges: readonly string[]): IsTrusted {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  const known = new BoundedMap<string, boolean>(KNOWN_MAX);
  return (address) => {
    const isTrusted = known.get(address) ?? list.check(withoutZone(address), familyOf(address));
    known.set(address, isTrusted);
    return isTrusted;
  };
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return address.includes(":") ? "ipv6" : "ipv4";
}

/** Some proxies write a port beside the address, and brackets around it. */
function hopAddress(text: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const address = withoutZone(bare);
  const family = isIP(address);
  if (family === 0) return undefined;
  return family === 4 ? address : plain(new SocketAddress({ address, family: "ipv6" }).address);
}

function withoutZone(address: string): string {
  return address.split("%")[0] ?? "";
}

/** A socket that takes both families shows IPv4 addresses inside IPv6 ones. */
function plain(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}
