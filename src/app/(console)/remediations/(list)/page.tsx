import type { Metadata } from "next";
import { cookies } from "next/headers";
import { facetsQuery, listQuery } from "@/features/remediations/list-queries";
import { readListState } from "@/features/remediations/list-state";
import { parseListView } from "@/features/remediations/list-view";
import { resolveBounds } from "@/features/remediations/query/bounds";
import { RemediationsScreen } from "@/features/remediations/remediations-screen";
import { toMinute } from "@/lib/minute";
import { PREFERENCE } from "@/lib/preferences";
import { HydrateClient, prefetch } from "@/trpc/server";

export const metadata: Metadata = { title: "Remediations" };

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function RemediationsPage({ searchParams }: { searchParams: SearchParams }) {
  const params = await searchParams;
  const state = readListState((name) => [params[name]].flat()[0] ?? null);
  const now = toMinute(Date.now());
  if (state.parsed.isValid) {
    const filters = resolveBounds(state.parsed.query, now);
    await prefetch((trpc, client) => [
      client.infiniteQuery(listQuery(trpc, filters, state.sort)),
      client.query(facetsQuery(trpc, filters)),
    ]);
  }
  const view = parseListView((await cookies()).get(PREFERENCE.list)?.value);
  return (
    <HydrateClient>
      <RemediationsScreen storedView={view} serverNow={now} />
    </HydrateClient>
  );
}
