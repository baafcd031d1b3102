import type { ChainVerdict } from "@/contracts/audit";
import type { Principal } from "@/contracts/principal";
import type { ReconstructedField, Reconstruction } from "@/contracts/reconstruction";
import { verifyChain } from "@/server/audit";
import type { Ctx } from "@/server/infra/context";

/** Worst first: what is built from several chains is as good as the worst of them. */
const VERDICTS: readonly ChainVerdict["verdict"][] = ["broken", "cannot_verify", "nothing_to_verify", "verified"];

/**
 * Verdict over the remediation's chain and over that of every alias that gave a field.
 * Who may reconstruct sees the verdict on what is rebuilt, without being allowed to verify anything else.
 */
export async function verifySources(
  ctx: Ctx,
  correlationId: string,
  fields: readonly ReconstructedField[],
): Promise<Reconstruction["chain"]> {
  const aliases = new Set(fields.flatMap(({ event }) => event?.alias ?? []));
  const asVerifier = { ...ctx, principal: verifierOf(ctx.principal) };
  const chains: ChainVerdict[] = [];
  for (const id of [correlationId, ...aliases]) chains.push(await verifyChain(asVerifier, { correlationId: id }));
  const verdict =
    VERDICTS.find((candidate) => chains.some((chain) => chain.verdict === candidate)) ?? "nothing_to_verify";
  return {
    verdict,
    message: chains.find((chain) => chain.verdict === verdict)?.message ?? "",
    verified_events: chains.reduce((sum, { verified_events }) => sum + verified_events, 0),
    total_events: chains.reduce((sum, { total_events }) => sum + total_events, 0),
  };
}

/** May verify just where they may reconstruct. */
function verifierOf(principal: Principal): Principal {
  const limits = new Map(principal.limits);
  const rebuildable = limits.get("reconstruct");
  if (rebuildable === undefined) limits.delete("verify");
  else limits.set("verify", rebuildable);
  return { ...principal, scopes: new Set([...principal.scopes, "verify"]), limits };
}
