import type { ChainVerdict } from "@/contracts/audit";

export type CellLook = "holds" | "broken" | "after" | "unchecked";
/** A cell stands for a run of positions, so that a long chain stays a small picture. */
export type ChainCell = { from: number; to: number; look: CellLook };

const CELLS_MAX = 400;
const RANK: Record<CellLook, number> = { holds: 0, unchecked: 1, after: 2, broken: 3 };

/** The chain as a row of cells: what holds, where it breaks, and what can't be trusted after that. */
export function chainCells(verdict: ChainVerdict, length: number): ChainCell[] {
  const per = Math.max(Math.ceil(length / CELLS_MAX), 1);
  const broken = new Set<number>();
  const unchecked = new Set<number>();
  for (const finding of verdict.findings) (finding.kind === "unhashed" ? unchecked : broken).add(finding.chain_seq);
  const firstBreak = broken.size === 0 ? Number.POSITIVE_INFINITY : Math.min(...broken);
  const lookOf = (seq: number): CellLook => {
    if (broken.has(seq)) return "broken";
    if (seq > firstBreak) return "after";
    return unchecked.has(seq) ? "unchecked" : "holds";
  };
  const cells: ChainCell[] = [];
  for (let from = 1; from <= length; from += per) {
    const to = Math.min(from + per - 1, length);
    let look: CellLook = "holds";
    for (let seq = from; seq <= to; seq += 1) if (RANK[lookOf(seq)] > RANK[look]) look = lookOf(seq);
    cells.push({ from, to, look });
  }
  return cells;
}
