import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AccessLog } from "@/features/access/log/access-log";
import { isAccessControlled } from "@/trpc/server";

export const metadata: Metadata = { title: "Access log" };

type AccessLogPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AccessLogPage({ searchParams }: AccessLogPageProps) {
  if (!isAccessControlled()) notFound();
  const { type } = await searchParams;
  return <AccessLog type={typeof type === "string" && type !== "" ? type : null} />;
}
