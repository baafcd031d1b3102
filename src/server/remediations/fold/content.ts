import { type Claims, keep, registers } from "./registers";
import { sayMasked } from "./say";

/** Claims as if each came from a sensitive payload: for those of which nobody knows any more whether they did. */
export function withoutContent(claims: Claims): Claims {
  const kept: Claims = claims.kind ? { kind: claims.kind } : {};
  for (const register of registers) {
    const claim = claims[register];
    if (!claim) continue;
    sayMasked((into, rank, value) => keep(kept, into, { rank, at: claim.at, value: String(value) }))(
      register,
      claim.rank,
      claim.value,
    );
  }
  for (const register of ["hiddenNamespace", "hiddenCluster", "run"] as const) {
    const claim = claims[register];
    if (claim) keep(kept, register, claim);
  }
  return kept;
}
