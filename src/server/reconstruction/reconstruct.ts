import type { Reconstruction } from "@/contracts/reconstruction";
import { recordRead } from "@/server/access";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { buildRequest, wholeSeconds } from "./build";
import { buildDocuments } from "./document";
import { mapFields } from "./map";
import { parseEvents } from "./parse";
import { queryTrail } from "./query";
import { verifySources } from "./trust";
import { validateRequest } from "./validate";
import { sortedYaml } from "./yaml-lines";

/** Rebuilds a RemediationRequest from its trail, and says how far the chain of that trail can be trusted. */
export async function reconstruct(ctx: Ctx, { correlationId }: { correlationId: string }): Promise<Reconstruction> {
  requireScope(ctx, "reconstruct");
  const { contractEvents, sourceEvents, eventsTotal } = await queryTrail(ctx, correlationId);

  const now = ctx.clock.now();
  const { parsed, unreadable } = parseEvents(contractEvents);
  const request = buildRequest(mapFields(parsed), { correlationId, now });
  const validation = validateRequest(request, unreadable, {
    isMasked: contractEvents.some(({ is_masked }) => is_masked),
  });

  const documents = buildDocuments(correlationId, sourceEvents);
  const chain = await verifySources(ctx, correlationId, documents.fields);
  await recordRead(ctx, { what: "reconstructed", correlationId });
  return {
    remediation_request_yaml: sortedYaml(request),
    validation,
    reconstructed_at: wholeSeconds(now),
    correlation_id: correlationId,
    ...documents,
    events_total: eventsTotal,
    chain,
  };
}
