import type { Metadata } from "next";
import { SetPasswordForm } from "@/features/access/sign-in/link-forms";

export const metadata: Metadata = { title: "Set your password" };

export default function SetPasswordPage() {
  return <SetPasswordForm />;
}
