import { expect, test } from "vitest";
import type { TimelineEvent } from "@/contracts/timeline";
import { filterEvents } from "./filter-events";

const event = (n: number, change: Partial<TimelineEvent>): TimelineEvent => ({
  n,
  eventId: `id-${n}`,
  chainSeq: n,
  alias: null,
  type: "gateway.signal.received",
  action: "received",
  outcome: "success",
  at: "2026-05-13T21:10:51.000000Z",
  offsetMs: 0,
  lane: "signal",
  sublane: null,
  service: "gateway",
  resource: "Node/worker",
  payloadBytes: 2,
  summary: null,
  ledgerRow: null,
  ...change,
});

const events = [
  event(1, {}),
  event(2, {
    lane: "analysis",
    type: "aiagent.alignment.step",
    outcome: "failure",
    summary: "Step 4 was not evaluated.",
  }),
  event(3, { lane: "analysis", type: "aiagent.llm.request" }),
];
const numbers = (filter: Partial<Parameters<typeof filterEvents>[1]>) =>
  filterEvents(events, { lane: null, isFailedOnly: false, text: "", ...filter }).map((one) => one.n);

test("without filters every event stays, in order", () => {
  expect(numbers({})).toEqual([1, 2, 3]);
});

test("filters narrow together", () => {
  expect(numbers({ lane: "analysis" })).toEqual([2, 3]);
  expect(numbers({ lane: "analysis", isFailedOnly: true })).toEqual([2]);
  expect(numbers({ isFailedOnly: true, lane: "signal" })).toEqual([]);
});

test("every word must be found, in any case and any column", () => {
  expect(numbers({ text: "AGENT step" })).toEqual([2]);
  expect(numbers({ text: "not evaluated" })).toEqual([2]);
  expect(numbers({ text: "gateway nothing" })).toEqual([]);
});
