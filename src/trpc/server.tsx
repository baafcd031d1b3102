import "server-only";

import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";
import { createTRPCClient, type TRPCClient, TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache, type ReactNode } from "react";
import type { AppRouter, Caller } from "@/server/trpc/root";
import { createQueryClient } from "./query-client";

/** What the server process leaves on globalThis for Next's own module graph. */
type Runtime = { createCaller(headers: Headers): Caller; environment?: string; signIn?: SignInOptions };
type SignInOptions = { isPasswordAllowed: boolean; oidcName: string | null };

const runtime = (): Runtime | undefined => (globalThis as { [RUNTIME]?: Runtime })[RUNTIME];
const RUNTIME = Symbol.for("holdfast");

/** Name of the environment for the badge in the top bar, when the server has one. */
export function environmentName(): string | undefined {
  return runtime()?.environment;
}

/** What the sign-in page offers. */
export function signInOptions(): SignInOptions {
  return runtime()?.signIn ?? { isPasswordAllowed: false, oidcName: null };
}

/** Whether callers need a credential here, so that there is something to administer. */
export function isAccessControlled(): boolean {
  return runtime()?.signIn !== undefined;
}

const requestQueryClient = cache(createQueryClient);

const callerClient = cache((requestHeaders: Headers): TRPCClient<AppRouter> | undefined => {
  const caller = runtime()?.createCaller(requestHeaders);
  return caller && createTRPCClient<AppRouter>({ links: [callInProcess(caller)] });
});

type Options = ReturnType<typeof createTRPCOptionsProxy<AppRouter>>;

/**
 * Loads queries into the page before it is sent. A query that fails, or a process without a caller,
 * leaves the page to the browser, which asks again and shows the error where it belongs.
 */
export async function prefetch(load: (trpc: Options, client: QueryClient) => Promise<unknown>[]): Promise<void> {
  const client = callerClient(await headers());
  if (!client) return;
  const queryClient = requestQueryClient();
  await Promise.allSettled(load(createTRPCOptionsProxy<AppRouter>({ client, queryClient }), queryClient));
}

export function HydrateClient({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(requestQueryClient())}>{children}</HydrationBoundary>;
}

/** A link that ends in a function call instead of a request. */
function callInProcess(caller: Caller): TRPCLink<AppRouter> {
  return () =>
    ({ op }) =>
      observable((observer) => {
        procedureAt(
          caller,
          op.path,
        )(op.input).then(
          (data) => {
            observer.next({ result: { data } });
            observer.complete();
          },
          (error: Error) => observer.error(TRPCClientError.from(error)),
        );
      });
}

/** The path comes from the typed client, so the procedure is there. */
function procedureAt(caller: Caller, path: string): (input: unknown) => Promise<unknown> {
  const found = path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], caller);
  return found as (input: unknown) => Promise<unknown>;
}
