import { expect, test } from "vitest";
import { soundChain, testId } from "./audit-events";
import { type VerifierRow, verifyIndependently } from "./independent-verifier";

function rowsOf(length: number): { rows: VerifierRow[]; head: { chain_seq: string; head_hash: string | null } } {
  const { links, head } = soundChain(length);
  const rows = links.map(
    (link): VerifierRow => ({
      event_id: link.eventId,
      event_version: link.eventVersion,
      event_timestamp: link.eventTimestamp,
      received_at: link.receivedAt,
      event_type: link.eventType,
      event_category: link.eventCategory,
      event_action: link.eventAction,
      event_outcome: link.eventOutcome,
      actor_type: link.actorType,
      actor_id: link.actorId,
      actor_ip: link.actorIp,
      resource_type: link.resourceType,
      resource_id: link.resourceId,
      correlation_id: link.correlationId,
      parent_event_id: link.parentEventId,
      parent_event_date: link.parentEventDate,
      namespace: link.namespace,
      cluster_name: link.clusterName,
      severity: link.severity,
      duration_ms: link.durationMs,
      error_code: link.errorCode,
      error_message: link.errorMessage,
      is_sensitive: link.isSensitive,
      event_data: link.eventData,
      chain_seq: String(link.chainSeq),
      event_hash: link.eventHash,
      previous_event_hash: link.previousEventHash,
    }),
  );
  return { rows, head: { chain_seq: String(head.chainSeq), head_hash: head.headHash } };
}

test("the independent verifier agrees with the product's chain", () => {
  const { rows, head } = rowsOf(20);

  expect(verifyIndependently(rows, head)).toEqual([]);
});

test("the independent verifier is no rubber stamp: it sees every changed field, a gap, a cut and a missing head", () => {
  const { rows, head } = rowsOf(5);
  const fields = Object.keys(rows[2] ?? {});
  const other = (field: string) => (field === "event_data" ? "[]" : field === "chain_seq" ? "9" : testId(9));

  for (const field of fields) {
    const changed = rows.map((row, n) => (n === 2 ? { ...row, [field]: other(field) } : row));
    expect(verifyIndependently(changed, head), field).not.toEqual([]);
  }
  expect(verifyIndependently(rows.toSpliced(2, 1), head)).not.toEqual([]);
  expect(verifyIndependently(rows.slice(0, 4), head)).not.toEqual([]);
  expect(verifyIndependently(rows, undefined)).not.toEqual([]);
});
