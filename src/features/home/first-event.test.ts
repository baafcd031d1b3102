import { expect, it } from "vitest";
import { AuditEventRequest } from "@/contracts/audit-wire";
import { firstEventCommand } from "./first-event";

const COMMAND = firstEventCommand("http://127.0.0.1:3000", "rr-first-0123abcd");

it("sends an event that the API accepts once the shell has filled in the time", () => {
  const body = COMMAND.slice(COMMAND.indexOf("{"), COMMAND.lastIndexOf("}") + 1);
  const sent = body.replace(/\$\(date [^)]*\)/, "2026-03-04T12:00:00Z");

  expect(AuditEventRequest.parse(JSON.parse(sent))).toMatchObject({
    event_type: "gateway.signal.received",
    correlation_id: "rr-first-0123abcd",
  });
});

it("goes to the server that shows the page", () => {
  expect(COMMAND).toContain("http://127.0.0.1:3000/api/v1/audit/events");
});

it("takes a key from the environment where one is needed, and none elsewhere", () => {
  expect(COMMAND).not.toContain("Authorization");
  expect(firstEventCommand("http://127.0.0.1:3000", "rr-1", true)).toContain(
    '"Authorization: Bearer $HOLDFAST_API_KEY"',
  );
});
