import type { Metadata } from "next";
import { SetUpForm } from "@/features/access/sign-in/link-forms";

export const metadata: Metadata = { title: "Set up" };

export default function SetUpPage() {
  return <SetUpForm />;
}
