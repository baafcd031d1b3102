import { expect, it } from "vitest";
import type { Principal } from "@/contracts/principal";
import { newEvent } from "@/testing/audit-events";
import { recordedAs } from "./recorded-as";

const sender = (kind: Principal["kind"], address?: string | null) => ({
  principal: { kind, id: "ada@example.org", scopes: new Set<never>() },
  address,
});
const claimed = () => newEvent({ actorType: "service", actorId: "somebody else", actorIp: "192.0.2.66" });

it.each([
  ["where they are known to be", "198.51.100.7", "198.51.100.7"],
  ["nowhere when that is not known", null, null],
  ["nowhere when nobody has looked", undefined, null],
])("records a person as the actor of what they send, %s, whatever the body says", (_where, address, actorIp) => {
  const recorded = { actorType: "user", actorId: "ada@example.org", actorIp };

  expect(recordedAs(sender("person", address), [claimed(), claimed()])).toMatchObject([recorded, recorded]);
});

it.each(["machine", "local", "system"] as const)("lets %s report what others did, and where", (kind) => {
  const events = [claimed()];

  expect(recordedAs(sender(kind, "198.51.100.7"), events)).toBe(events);
  expect(events).toEqual([claimed()]);
});
