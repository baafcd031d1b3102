import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AccessScreen } from "@/features/access/access-screen";
import { accessTab } from "@/features/access/access-tabs";
import { HydrateClient, isAccessControlled, prefetch } from "@/trpc/server";

export const metadata: Metadata = { title: "Access" };

type AccessPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AccessPage({ searchParams }: AccessPageProps) {
  if (!isAccessControlled()) notFound();
  const tab = accessTab((await searchParams).tab);
  await prefetch((trpc, client) => [client.query(trpc.access.whoAmI.queryOptions())]);
  return (
    <HydrateClient>
      <AccessScreen tab={tab} />
    </HydrateClient>
  );
}
