import { type Claim, type Claims, registers } from "./registers";

/** `fold_state`: the claims in order of the registers, `[rank, at, value]` each or 0, without closing zeros. */
export function encodeClaims(claims: Claims): string {
  const cells = registers.map((register) => {
    const claim = claims[register];
    return claim ? ([claim.rank, claim.at, claim.value] as const) : 0;
  });
  const used = cells.findLastIndex((cell) => cell !== 0);
  return used < 0 ? "" : JSON.stringify(cells.slice(0, used + 1));
}

export function decodeClaims(state: string): Claims {
  if (state === "") return {};
  const cells = JSON.parse(state) as ([number, string, string] | 0)[];
  const entries = cells.flatMap((cell, index) => {
    const register = registers[index];
    return cell === 0 || !register ? [] : [[register, claimOf(cell)] as const];
  });
  return Object.fromEntries(entries);
}

function claimOf([rank, at, value]: [number, string, string]): Claim {
  return { rank, at, value };
}
