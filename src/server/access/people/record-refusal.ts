import type { Ctx } from "@/server/infra/context";
import { recordAccess } from "../record";
import { authRequest } from "./request";
import type { AccountRow } from "./sql";

type Refusal = { type: "access.sign_in.refused" | "access.second_factor.refused"; data: Record<string, string> };

/** Only for accounts that exist: a stranger must not be able to fill the records with names. */
export async function recordRefusal(ctx: Ctx, account: AccountRow | undefined, { type, data }: Refusal): Promise<void> {
  if (account === undefined) return;
  const record = {
    type,
    action: "refused",
    outcome: "failure" as const,
    resource: { type: "person" as const, id: account.id },
    actor: { type: "user", id: account.email, ip: authRequest()?.address ?? null },
    data: { email: account.email, ...data },
  };
  await recordAccess({ ...ctx, requestId: authRequest()?.id ?? ctx.requestId }, [record]);
}
