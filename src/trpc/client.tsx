"use client";

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "@/server/trpc/root";
import { createQueryClient, httpStatusOf } from "./query-client";

export { askWhoAmIAgain } from "./query-client";

export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();

const URL_LENGTH_MAX = 4000;
/** The server takes no more at once. */
const CALLS_PER_REQUEST_MAX = 30;

let browserQueryClient: QueryClient | undefined;

/** One client for the life of the page; on the server one for each request. */
function queryClient(): QueryClient {
  if (typeof window === "undefined") return createQueryClient();
  browserQueryClient ??= createQueryClient();
  return browserQueryClient;
}

export function ApiProvider({ children }: { children: ReactNode }) {
  const client = queryClient();
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [httpBatchLink({ url: "/api/trpc", maxURLLength: URL_LENGTH_MAX, maxItems: CALLS_PER_REQUEST_MAX })],
    }),
  );
  return (
    <QueryClientProvider client={client}>
      <TRPCProvider trpcClient={trpcClient} queryClient={client}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}

/** Whether the server no longer knows who asks. */
export function isSignedOut(error: unknown): boolean {
  return httpStatusOf(error) === 401;
}

/** What an error says to a reader: the server's words and the id under which it logged them. */
export type ErrorWords = { message: string; requestId: string | null; isNotFound: boolean };

export function errorWords(error: unknown): ErrorWords {
  if (!(error instanceof TRPCClientError)) {
    return { message: "Something in this page failed.", requestId: null, isNotFound: false };
  }
  const problem = problemIn(error.data);
  if (!problem) {
    return { message: "The server did not answer. Check the connection.", requestId: null, isNotFound: false };
  }
  return { message: problem.detail, requestId: problem.request_id || null, isNotFound: problem.status === 404 };
}

type ProblemWords = { detail: string; request_id: string; status: number };

function problemIn(data: unknown): ProblemWords | undefined {
  if (typeof data !== "object" || data === null || !("problem" in data)) return undefined;
  return data.problem as ProblemWords;
}
