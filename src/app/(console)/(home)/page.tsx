import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import {
  latestQuery,
  openCountsQuery,
  pulseQuery,
  queueQuery,
  recentCountsQuery,
  troubledQuery,
} from "@/features/home/home-queries";
import { HomeScreen } from "@/features/home/home-screen";
import { toMinute } from "@/lib/minute";
import { HydrateClient, isAccessControlled, prefetch } from "@/trpc/server";

export const metadata: Metadata = { title: "Home" };

const DAY_MS = 24 * 60 * 60 * 1000;

export default async function HomePage() {
  const since = new Date(toMinute(Date.now()) - DAY_MS).toISOString();
  await prefetch((trpc, client) => [
    client.query(pulseQuery(trpc)),
    client.query(openCountsQuery(trpc)),
    client.query(recentCountsQuery(trpc, since)),
    client.query(troubledQuery(trpc)),
    client.query(latestQuery(trpc)),
    client.query(queueQuery(trpc)),
  ]);
  return (
    <HydrateClient>
      <HomeScreen firstId={`rr-first-${randomUUID().slice(0, 8)}`} since={since} needsKey={isAccessControlled()} />
    </HydrateClient>
  );
}
