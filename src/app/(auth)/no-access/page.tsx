import type { Metadata } from "next";
import { headers } from "next/headers";
import { NoAccess } from "@/features/access/sign-in/no-access";

export const metadata: Metadata = { title: "No access" };

export default async function NoAccessPage() {
  return <NoAccess requestId={(await headers()).get("x-request-id")} />;
}
