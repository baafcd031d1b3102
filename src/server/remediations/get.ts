import type { RemediationRow } from "@/contracts/remediations";
import { AppError } from "@/lib/errors";
import { textFault } from "@/lib/text";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { similarIds } from "./similar";
import { findRow, selectNeighbours } from "./sql";

/** The row of a correlation; an alias leads to its owner. An unknown id is answered with ids that look like it. */
export async function getRemediation(ctx: Ctx, { correlationId }: { correlationId: string }): Promise<RemediationRow> {
  requireScope(ctx, "audit:read");
  if (textFault(correlationId) !== undefined) throw notFound(correlationId, []);

  const row = await findRow(ctx, correlationId);
  if (row) return row;

  // Services write `namespace/name` where they refer to a remediation.
  const name = correlationId.slice(correlationId.lastIndexOf("/") + 1);
  throw notFound(correlationId, similarIds(name, await selectNeighbours(ctx, name)));
}

function notFound(correlationId: string, near: string[]): AppError {
  return new AppError("NOT_FOUND", `no remediation ${JSON.stringify(correlationId)}`, { extensions: { near } });
}
