import type { ChainVerdict } from "@/contracts/audit";

export type ChainSummary = Pick<ChainVerdict, "verdict" | "verified_events" | "total_events" | "findings_total">;

/** Worst first; a chain with nothing in it says nothing about the others. */
const ORDER = ["broken", "cannot_verify", "verified", "nothing_to_verify"] as const;

/** The chain of a remediation and those of its aliases in a few words: the worst of them decides. */
export function chainWords(own: ChainSummary, aliases: readonly ChainSummary[]) {
  const chains = [own, ...aliases];
  const verdict = ORDER.find((one) => chains.some((chain) => chain.verdict === one)) ?? own.verdict;
  return { verdict, words: wordsOf(verdict, own, aliases) };
}

function wordsOf(verdict: ChainVerdict["verdict"], own: ChainSummary, aliases: readonly ChainSummary[]): string {
  switch (verdict) {
    case "broken": {
      const findings = [own, ...aliases].reduce((sum, chain) => sum + chain.findings_total, 0);
      return `Chain broken, ${findings} finding${findings === 1 ? "" : "s"}`;
    }
    case "cannot_verify":
      return `Chain verified in part, ${counts(own, aliases)}`;
    case "verified":
      return `Chain verified, ${counts(own, aliases)}`;
    case "nothing_to_verify":
      return "No chain to verify";
  }
}

/** `190 of 190, and 1 of 1 under its alias`. */
function counts(own: ChainSummary, aliases: readonly ChainSummary[]): string {
  const sum = (key: "verified_events" | "total_events") => aliases.reduce((all, chain) => all + chain[key], 0);
  const ownCounts = ofAll(own.verified_events, own.total_events);
  if (aliases.length === 0) return ownCounts;
  const under = aliases.length === 1 ? "its alias" : `${aliases.length} aliases`;
  return `${ownCounts}, and ${ofAll(sum("verified_events"), sum("total_events"))} under ${under}`;
}

const ofAll = (part: number, whole: number) => `${part.toLocaleString("en-GB")} of ${whole.toLocaleString("en-GB")}`;
