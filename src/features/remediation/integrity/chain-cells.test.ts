import { expect, test } from "vitest";
import type { ChainFinding, ChainVerdict } from "@/contracts/audit";
import { chainCells } from "./chain-cells";

const finding = (kind: ChainFinding["kind"], seq: number): ChainFinding => ({
  kind,
  chain_seq: seq,
  event_id: null,
  event_timestamp: null,
  expected_hash: null,
  actual_hash: null,
  previous_hash: null,
  message: "",
});
const verdict = (findings: ChainFinding[]): ChainVerdict => ({
  correlation_id: "rr",
  verdict: findings.length === 0 ? "verified" : "broken",
  total_events: 5,
  verified_events: 5,
  skipped_null_hash: 0,
  head: null,
  findings,
  findings_total: findings.length,
  verification_time: "2026-05-13T21:18:52.000000Z",
  message: "",
});
const looks = (findings: ChainFinding[]) => chainCells(verdict(findings), 5).map((cell) => cell.look);

test("a verified chain holds everywhere", () => {
  expect(looks([])).toEqual(["holds", "holds", "holds", "holds", "holds"]);
});

test("everything after the first break is marked as depending on it", () => {
  expect(looks([finding("altered", 3)])).toEqual(["holds", "holds", "broken", "after", "after"]);
});

test("an event without a hash is unchecked, not broken", () => {
  expect(looks([finding("unhashed", 2)])).toEqual(["holds", "unchecked", "holds", "holds", "holds"]);
});

test("a long chain is a bounded number of cells and shows its one break", () => {
  const cells = chainCells(verdict([finding("missing", 9_999)]), 10_000);

  expect(cells.length).toBeLessThanOrEqual(400);
  expect(cells.at(-1)).toEqual({ from: 9976, to: 10_000, look: "broken" });
});
