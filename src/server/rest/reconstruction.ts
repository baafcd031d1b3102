import { z } from "zod";
import { Reconstruction } from "@/contracts/reconstruction";
import { reconstruct } from "@/server/reconstruction";
import { route } from "./route";

export const reconstructionRoutes = [
  route({
    method: "post",
    path: "/api/v1/audit/remediation-requests/{correlation_id}/reconstruct",
    origin: "former-service",
    summary: "Rebuild a RemediationRequest from its audit events",
    scope: "reconstruct",
    params: z.object({ correlation_id: z.string().min(1).max(255) }),
    replies: { 200: Reconstruction },
    async run(ctx, { params }) {
      return { status: 200, json: await reconstruct(ctx, { correlationId: params.correlation_id }) };
    },
  }),
];
