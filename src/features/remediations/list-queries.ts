import type { RemediationFilters, RemediationSort } from "@/contracts/remediations";
import type { useTRPC } from "@/trpc/client";

/** The typed queries; the server's proxy has the same type as the browser's. */
type Trpc = ReturnType<typeof useTRPC>;

const PAGE_SIZE = 100;

/** One page after another by keyset. The same options load the first page on the server. */
export function listQuery(trpc: Trpc, filters: RemediationFilters, sort: RemediationSort) {
  return trpc.remediations.list.infiniteQueryOptions(
    { filters, sort, limit: PAGE_SIZE },
    {
      getNextPageParam: (page) => page.nextCursor,
      refetchOnWindowFocus: false,
      // The rows before stay until the new ones are there, so that a change of filter does not blink.
      placeholderData: (previous) => previous,
    },
  );
}

export function facetsQuery(trpc: Trpc, filters: RemediationFilters) {
  return trpc.remediations.facets.queryOptions({ filters }, { placeholderData: (previous) => previous });
}
