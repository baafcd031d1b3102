import type { Metadata } from "next";
import { failureWords } from "@/features/access/auth-call";
import { SignInForm } from "@/features/access/sign-in/sign-in-form";
import { localPath } from "@/lib/local-path";
import { signInOptions } from "@/trpc/server";

export const metadata: Metadata = { title: "Sign in" };

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next, error } = await searchParams;
  const refusal = typeof error === "string" ? failureWords(error, "", null) : undefined;
  return <SignInForm {...signInOptions()} next={localPath(next)} refusal={refusal} />;
}
