import { defaultShouldDehydrateQuery, QueryClient } from "@tanstack/react-query";

const STALE_MS = 10_000;
const RETRIES_MAX = 2;
const RETRY_MS = 400;

/** Settings that server and browser share, so that what the server loaded is not loaded again at once. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        // The server sends the page at once; the browser tries again and shows what happened.
        retry: (count, error) => typeof window !== "undefined" && count < RETRIES_MAX && mayPass(error),
        retryDelay: (count) => RETRY_MS * 2 ** count,
      },
      dehydrate: {
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === "pending",
      },
    },
  });
}

/** An answer with a 4xx status says the same when asked again; a lost connection or a 5xx may not. */
function mayPass(error: Error): boolean {
  const status = "data" in error ? statusOf(error.data) : undefined;
  return status === undefined || status >= 500;
}

function statusOf(data: unknown): number | undefined {
  if (typeof data !== "object" || data === null || !("httpStatus" in data)) return undefined;
  return typeof data.httpStatus === "number" ? data.httpStatus : undefined;
}
