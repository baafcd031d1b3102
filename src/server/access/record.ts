import { createHash } from "node:crypto";
import type { EventOutcome } from "@/contracts/audit";
import { ACCESS_CHAINS } from "@/contracts/own-events";
import { dateOf, toTimestamp } from "@/lib/time";
import { appendEvents } from "@/server/audit";
import { systemPrincipal } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";

/** A change of access, as it becomes part of the evidence. */
export type AccessRecord = {
  /** Begins with `access.`. */
  type: string;
  action: string;
  outcome?: EventOutcome;
  resource: {
    type: "person" | "session" | "role_grant" | "api_key" | "remediation" | "audit_event" | "audit_search";
    id: string;
  };
  /** Who did it, when that is not the principal: somebody who signs in is nobody until then. */
  actor?: { type: string; id: string; ip: string | null };
  data: Record<string, unknown>;
};

/** So many chains a day take the records of access, so that no two people wait for one another for long. */
const CHAINS = 16;

/**
 * Appends records of access. Call it inside the transaction of the change: when the record can't be stored,
 * the change is undone with it.
 */
export async function recordAccess(ctx: Ctx, records: readonly AccessRecord[]): Promise<void> {
  const timestamp = toTimestamp(ctx.clock.now());
  const events = records.map(({ type, action, outcome = "success", resource, actor = actorOf(ctx), data }) => ({
    eventVersion: "1.0",
    eventTimestamp: timestamp,
    eventType: type,
    eventCategory: "access",
    eventAction: action,
    eventOutcome: outcome,
    actorType: actor.type,
    actorId: actor.id,
    actorIp: actor.ip,
    resourceType: resource.type,
    resourceId: resource.id,
    correlationId: `${ACCESS_CHAINS}${dateOf(timestamp)}:${chainOf(resource.id)}`,
    parentEventId: null,
    parentEventDate: null,
    namespace: null,
    clusterName: null,
    severity: null,
    durationMs: null,
    errorCode: null,
    errorMessage: null,
    retentionDays: null,
    isSensitive: false,
    eventData: JSON.stringify({ event_type: type, request_id: ctx.requestId, ...data }),
  }));
  await appendEvents({ ...ctx, principal: systemPrincipal }, events);
}

function actorOf({ principal, address = null }: Ctx): { type: string; id: string; ip: string | null } {
  const { kind, id } = principal;
  return { type: kind === "person" ? "user" : kind, id, ip: address };
}

function chainOf(resourceId: string): number {
  return createHash("sha256").update(resourceId).digest().readUInt8(0) % CHAINS;
}
