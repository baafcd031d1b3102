import type { RemediationFacets, RemediationFilters } from "@/contracts/remediations";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { selectFacets } from "./sql-facets";

/** How many remediations match, and per value of each field how many would; each field ignores its own filter. */
export async function remediationFacets(
  ctx: Ctx,
  { filters }: { filters: RemediationFilters },
): Promise<RemediationFacets> {
  requireScope(ctx, "audit:read");
  return selectFacets(ctx, filters);
}
