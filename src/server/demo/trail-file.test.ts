import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AuditEventRequest } from "@/contracts/audit-wire";
import { hasSharedData, sharedDataNote, sharedPath } from "@/testing/shared-data";
import { generateDemo } from "./generate";
import { readTrailFile } from "./trail-file";
import { newEventToWire } from "./wire-event";

const read = (text: string) => readTrailFile(text).map((event) => AuditEventRequest.parse(JSON.parse(event)));
const line = (type: string, data: Record<string, unknown>, fields: Record<string, unknown> = {}) =>
  JSON.stringify({
    timestamp: "2026-03-04T12:00:00+00:00",
    event_type: type,
    event_action: "a",
    event_data: data,
    ...fields,
  });

describe("what a trail file leaves out", () => {
  test.each([
    ["incident_id", "rr-1-a", "rr-1-a"],
    ["incident_id", "ai-rr-1-a", "ai-rr-1-a"],
    ["rr_name", "rr-1-a", "rr-1-a"],
    ["remediation_request", "kubernaut-system/rr-1-a", "rr-1-a"],
    ["correlation_id", "rr-1-a", "rr-1-a"],
    ["ea_name", "ea-rr-1-a", "rr-1-a"],
    ["execution_name", "we-rr-1-a", "rr-1-a"],
    ["analysis_name", "ai-rr-1-a", "rr-1-a"],
    ["request_name", "rar-rr-1-a", "rr-1-a"],
    ["notification_id", "nr-manual-review-rr-1-a", "rr-1-a"],
  ])("the correlation is read from the payload's %s", (field, value, correlation_id) => {
    expect(read(line("orchestrator.lifecycle.created", { [field]: value }))).toMatchObject([{ correlation_id }]);
  });

  test("an event that names no remediation belongs to the only one of the file", () => {
    const text = [
      line("signalprocessing.phase.transition", { signal: "x" }),
      line("orchestrator.lifecycle.started", { rr_name: "rr-1" }),
    ];

    expect(read(text.join("\n"))[0]?.correlation_id).toBe("rr-1");
    const several = [...text, line("orchestrator.lifecycle.started", { rr_name: "rr-2" })].join("\n");
    expect(() => read(several)).toThrow("line 1: signalprocessing.phase.transition names no remediation");
  });

  test.each([
    ['{\n  "name": "holdfast"\n}', "line 1: not valid JSON: the text ends too early; a trail has one event per line"],
    [`${line("gateway.signal.received", { rr_name: "rr-1" })}\n\n[1]`, "line 3: [0]: must be an event object"],
    ['[{"event_type":"a"}]', "event 1: the event has no event_data"],
    ['{"event_data":{a}}', "line 1: event_data is not JSON"],
  ])("%j is refused with the place of the fault", (text, message) => {
    expect(() => readTrailFile(text)).toThrow(message);
  });

  test.each([
    ["orchestrator.lifecycle.started", {}, "pending"],
    ["workflowexecution.execution.started", {}, "success"],
    ["aiagent.shadow.llm.request", {}, "pending"],
    ["workflowexecution.workflow.failed", {}, "failure"],
    ["aiagent.alignment.verdict", { result: "suspicious" }, "failure"],
    ["orchestrator.lifecycle.completed", { outcome: "Failed" }, "failure"],
    ["orchestrator.lifecycle.completed", { outcome: "Success" }, "success"],
  ])("the outcome of %s with %j is %s", (type, data, event_outcome) => {
    expect(read(line(type, { rr_name: "rr-1", ...data }))).toMatchObject([{ event_outcome }]);
  });

  test("what the file has is kept, numbers of the payload digit by digit", () => {
    const given = { correlation_id: "other", event_outcome: "failure", event_timestamp: "2026-03-04T13:00:00Z" };
    const text = line("gateway.signal.received", { rr_name: "rr-1" }, given).replace(
      '"rr-1"',
      '"rr-1","n":1152921504606846977',
    );

    const [event = ""] = readTrailFile(text);

    expect(JSON.parse(event)).toMatchObject(given);
    expect(event).toContain('"n":1152921504606846977');
  });
});

test("made-up events have the form that the API takes", () => {
  const [trail] = generateDemo({ seed: "1", now: new Date("2026-06-15T12:00:00Z"), count: 0 });

  for (const event of trail?.events ?? [])
    expect(AuditEventRequest.safeParse(JSON.parse(newEventToWire(event))).success).toBe(true);
});

describe.skipIf(!hasSharedData)(`real trails${sharedDataNote}`, () => {
  test.each([
    ["disk-pressure-emptydir", 118, "rr-a46194c375c3-e7161c3e"],
    ["node-notready-kubenodenotready", 191, "rr-b157a3a9e42f-2b14f502"],
  ])("%s: all %i events are complete and belong to %s or its alias", (name, count, correlationId) => {
    const events = read(readFileSync(sharedPath(`data/audit-trails/${name}.jsonl`), "utf8"));

    expect(events).toHaveLength(count);
    expect(new Set(events.map((event) => event.correlation_id))).toEqual(
      new Set([correlationId, `ai-${correlationId}`]),
    );
  });

  test("the rules for outcomes agree with every event of the trail that has them", () => {
    const lines = readFileSync(sharedPath("data/audit-trails/node-notready-kubenodenotready.jsonl"), "utf8")
      .trim()
      .split("\n");

    for (const given of lines) {
      const { event_outcome, ...rest } = JSON.parse(given);
      expect(read(JSON.stringify(rest))[0]?.event_outcome, rest.event_type).toBe(event_outcome);
    }
  });
});
