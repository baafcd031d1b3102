import { z } from "zod";
import { RemediationPage, RemediationRow } from "@/contracts/remediations";
import { Timeline } from "@/contracts/timeline";
import { getTimeline } from "@/server/audit";
import { getRemediation, listRemediations } from "@/server/remediations";
import { route } from "./route";
import { wholeNumber } from "./whole-number";

const ById = z.object({ correlation_id: z.string().min(1).max(255) });
const ListQuery = z.object({
  text: z.string().max(200).optional(),
  outcome: z.string().max(255).optional(),
  namespace: z.string().max(255).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().max(500).optional(),
  limit: wholeNumber(z.int().min(1).max(200)).prefault(100),
});

export const remediationRoutes = [
  route({
    method: "get",
    path: "/api/v1/remediations",
    summary: "List remediations, newest first",
    scope: "audit:read",
    query: ListQuery,
    replies: { 200: RemediationPage },
    async run(ctx, { query }) {
      const { outcome, namespace, text, since, until, cursor, limit } = query;
      const filters = { text, since, until, outcome: oneOf(outcome), namespace: oneOf(namespace) };
      const page = await listRemediations(ctx, { filters, sort: "started_desc", cursor, limit });
      return { status: 200, json: page };
    },
  }),
  route({
    method: "get",
    path: "/api/v1/remediations/{correlation_id}",
    summary: "One remediation as the list shows it",
    scope: "audit:read",
    params: ById,
    replies: { 200: RemediationRow },
    async run(ctx, { params }) {
      return { status: 200, json: await getRemediation(ctx, { correlationId: params.correlation_id }) };
    },
  }),
  route({
    method: "get",
    path: "/api/v1/remediations/{correlation_id}/timeline",
    summary: "The timeline of a remediation: lanes, critical path, ledger",
    scope: "audit:read",
    params: ById,
    replies: { 200: Timeline },
    async run(ctx, { params }) {
      return { status: 200, json: await getTimeline(ctx, { correlationId: params.correlation_id }) };
    },
  }),
];

function oneOf(value: string | undefined) {
  return value === undefined ? undefined : { op: "in" as const, values: [value] };
}
