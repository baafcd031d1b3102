import type { NewAuditEvent } from "@/contracts/audit";
import type { Db } from "@/server/infra/db";
import { foldEvents, lockRemediations, moveRemediations } from "@/server/remediations";
import { newEvent } from "./audit-events";

/** Puts events and their remediations into the store in one transaction, without hashes: for tests of what reads them. */
export async function storeUnhashed(owner: Db, events: readonly NewAuditEvent[]): Promise<void> {
  const folds = foldEvents(events);
  await owner.tx(async (tx) => {
    const locked = await lockRemediations(tx, folds);
    await tx.query(INSERT, [JSON.stringify(events)]);
    const moves = [...folds.values()].flatMap((fold) => {
      const row = locked.get(fold.correlationId);
      if (!row) return [];
      const chainSeq = row.chainSeq + fold.eventCount;
      return [
        {
          from: row,
          fold,
          chainSeq,
          headHash: chainSeq.toString(16).padStart(64, "0"),
          storedCount: fold.eventCount,
        },
      ];
    });
    await moveRemediations(tx, moves);
  });
}

const INSERT = `
insert into audit_events (event_id, event_timestamp, event_date, event_type, event_category, event_action, event_outcome,
  actor_type, actor_id, resource_type, resource_id, correlation_id, namespace, cluster_name, severity, event_data, hash_version)
select coalesce("eventId", gen_random_uuid()), "eventTimestamp", ("eventTimestamp" at time zone 'UTC')::date, "eventType",
  "eventCategory", "eventAction", "eventOutcome", "actorType", "actorId", "resourceType", "resourceId", "correlationId",
  namespace, "clusterName", severity, "eventData"::jsonb, 0
from json_to_recordset($1::json) as e("eventId" uuid, "eventTimestamp" timestamptz, "eventType" text, "eventCategory" text,
  "eventAction" text, "eventOutcome" text, "actorType" text, "actorId" text, "resourceType" text, "resourceId" text,
  "correlationId" text, namespace text, "clusterName" text, severity text, "eventData" text)`;

export type Sample = {
  id: string;
  at: string;
  signal?: string;
  namespace?: string;
  severity?: string;
  environment?: string;
  target?: string;
  workflow?: string;
  outcome?: string;
  cluster?: string;
};

/** The few events that give a remediation the named properties; what is left out is not recorded. */
export function sampleRemediation(sample: Sample): NewAuditEvent[] {
  const { id, at, signal, namespace, severity, environment, target, workflow, outcome, cluster } = sample;
  const [resource_kind, resource_name] = target?.split("/") ?? [];
  const event = (eventType: string, data: Record<string, unknown>, clusterName: string | null = null) =>
    newEvent({
      eventTimestamp: at,
      eventType,
      correlationId: id,
      severity: null,
      clusterName,
      eventData: JSON.stringify(data),
    });
  const signalData = { signal_name: signal, namespace, severity, resource_kind, resource_name };
  const events = [event("gateway.signal.received", signalData, cluster)];
  if (environment) events.push(event("signalprocessing.signal.processed", { environment }));
  if (workflow) {
    events.push(event("workflowexecution.selection.completed", { workflow_id: workflow, workflow_name: workflow }));
  }
  if (outcome) events.push(event("orchestrator.lifecycle.completed", { crd_outcome: outcome }));
  return events;
}
