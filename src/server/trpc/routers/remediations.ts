import { z } from "zod";
import {
  ListRemediations,
  RemediationFacets,
  RemediationFilters,
  RemediationPage,
  RemediationRow,
  StorePulse,
} from "@/contracts/remediations";
import { getRemediation, listRemediations, remediationFacets, storePulse } from "@/server/remediations";
import { call, needs, router } from "../init";

const ByCorrelation = z.object({ correlationId: z.string().min(1).max(255) });
const WithFilters = z.object({ filters: RemediationFilters.default({}) });

export const remediationsRouter = router({
  list: needs("audit:read").input(ListRemediations).output(RemediationPage).query(call(listRemediations)),
  facets: needs("audit:read").input(WithFilters).output(RemediationFacets).query(call(remediationFacets)),
  get: needs("audit:read").input(ByCorrelation).output(RemediationRow).query(call(getRemediation)),
  pulse: needs("audit:read")
    .output(StorePulse)
    .query(({ ctx }) => storePulse(ctx.app)),
});
