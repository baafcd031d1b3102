import {
  defaultShouldDehydrateQuery,
  MutationCache,
  QueryCache,
  QueryClient,
  type QueryKey,
} from "@tanstack/react-query";

const STALE_MS = 10_000;
const RETRIES_MAX = 2;
const RETRY_MS = 400;

/** The key of everything that is asked about who the reader is. */
const WHO_AM_I = [["access", "whoAmI"]] as const;

/**
 * Settings that server and browser share, so that what the server loaded is not loaded again at once. Whoever is refused
 * something may have lost a role or a session since the page was loaded, so who they are is asked again.
 */
export function createQueryClient(): QueryClient {
  const noteRefusal = (error: Error, key?: QueryKey) => {
    const status = httpStatusOf(error);
    if ((status !== 401 && status !== 403) || JSON.stringify(key?.[0]) === JSON.stringify(WHO_AM_I[0])) return;
    void askWhoAmIAgain(client);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => noteRefusal(error, query.queryKey) }),
    mutationCache: new MutationCache({ onError: (error) => noteRefusal(error) }),
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
  return client;
}

/** An answer that is under way may tell of the time before the change, so it is not waited for. */
export async function askWhoAmIAgain(client: QueryClient): Promise<void> {
  await client.cancelQueries({ queryKey: WHO_AM_I });
  await client.invalidateQueries({ queryKey: WHO_AM_I });
}

/** An answer with a 4xx status says the same when asked again; a lost connection or a 5xx may not. */
function mayPass(error: Error): boolean {
  const status = httpStatusOf(error);
  return status === undefined || status >= 500;
}

/** The status of an answer that was an error; undefined when there was no answer. */
export function httpStatusOf(error: unknown): number | undefined {
  const data = memberOf(error, "data");
  const status = memberOf(data, "httpStatus");
  return typeof status === "number" ? status : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
