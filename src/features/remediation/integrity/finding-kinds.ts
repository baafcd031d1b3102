import type { ChainFindingKind } from "@/contracts/audit";

type FindingWords = { name: string; meaning: string };

/** What each kind of finding is called and what a reader may conclude from it. */
export const FINDING_KINDS: Record<ChainFindingKind, FindingWords> = {
  altered: {
    name: "Altered",
    meaning:
      "The stored event no longer gives the hash that was written with it. A field or its payload was changed after it was stored.",
  },
  missing: {
    name: "Missing",
    meaning: "A position between two stored events is empty. An event was stored there and is gone.",
  },
  out_of_order: {
    name: "Out of order",
    meaning:
      "The event points to another predecessor than the one before it. Events were moved, or one was put in between.",
  },
  tail_missing: {
    name: "Tail missing",
    meaning: "The chain ends before the position that its head records. The last events are gone.",
  },
  head_missing: {
    name: "Head missing",
    meaning: "No head is recorded for this chain, so nothing says how far it should reach.",
  },
  unhashed: {
    name: "Without a hash",
    meaning: "The event was stored without a hash. It can neither be confirmed nor denied.",
  },
};
