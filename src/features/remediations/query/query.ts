import type { RemediationFilters } from "@/contracts/remediations";

/** What the list is filtered by. Bounds may be relative (`-24h`) until they are resolved. */
export type Query = RemediationFilters;
