import type { ListRemediations, RemediationPage } from "@/contracts/remediations";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { decodeCursor, encodeCursor } from "./cursor";
import { selectPage } from "./sql";

/** One page of remediations. A page holds its place while rows arrive, since it begins behind a row and not at a number. */
export async function listRemediations(ctx: Ctx, input: ListRemediations): Promise<RemediationPage> {
  requireScope(ctx, "audit:read");
  const { sort, limit } = input;
  const filters = sort === "activity_desc" ? { ...input.filters, open: true } : input.filters;
  const after = input.cursor ? decodeCursor(sort, input.cursor) : null;

  const found = await selectPage(ctx, { filters, sort, after, limit: limit + 1 });

  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  if (found.length <= limit || !last) return { rows, nextCursor: null };
  const at = sort === "activity_desc" ? last.lastEventAt : last.startedAt;
  return { rows, nextCursor: encodeCursor(sort, { at, correlationId: last.correlationId }) };
}
