import type { Metadata } from "next";
import { headers } from "next/headers";
import { TryLater } from "@/features/access/sign-in/try-later";

export const metadata: Metadata = { title: "Try again later" };

type Props = { searchParams: Promise<{ status?: string | string[] }> };

export default async function TryLaterPage({ searchParams }: Props) {
  const isLimit = (await searchParams).status === "429";
  return <TryLater isLimit={isLimit} requestId={(await headers()).get("x-request-id")} />;
}
