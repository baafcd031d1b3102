import { expect, it } from "vitest";
import type { Principal } from "@/contracts/principal";
import { newEvent } from "@/testing/audit-events";
import { recordedAs } from "./recorded-as";

const sender = (kind: Principal["kind"]): Principal => ({ kind, id: "ada@example.org", scopes: new Set() });
const claimed = () => newEvent({ actorType: "service", actorId: "somebody else" });

it("records who is no service as the actor of what they send, whatever the body says", () => {
  expect(recordedAs(sender("person"), [claimed(), claimed()])).toMatchObject([
    { actorType: "user", actorId: "ada@example.org" },
    { actorType: "user", actorId: "ada@example.org" },
  ]);
});

it.each(["machine", "local", "system"] as const)("lets %s report what others did", (kind) => {
  expect(recordedAs(sender(kind), [claimed()])).toMatchObject([{ actorType: "service", actorId: "somebody else" }]);
});
