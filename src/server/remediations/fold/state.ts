import { type Claims, registers } from "./registers";

type Cell = [rank: number, at: string, value: string] | 0;

/** `fold_state`: the claims in order of the registers, `[rank, at, value]` each or 0, without closing zeros. */
export function encodeClaims(claims: Claims): string {
  const cells = registers.map((register): Cell => {
    const claim = claims[register];
    return claim ? [claim.rank, claim.at, claim.value] : 0;
  });
  const used = cells.findLastIndex((cell) => cell !== 0);
  return used < 0 ? "" : JSON.stringify(cells.slice(0, used + 1));
}

export function decodeClaims(state: string): Claims {
  if (state === "") return {};
  const claims: Claims = {};
  for (const [index, cell] of (JSON.parse(state) as Cell[]).entries()) {
    const register = registers[index];
    if (cell !== 0 && register) claims[register] = { rank: cell[0], at: cell[1], value: cell[2] };
  }
  return claims;
}
