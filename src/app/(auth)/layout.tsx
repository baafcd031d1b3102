import type { ReactNode } from "react";

/** The way in stands outside the frame: who is not known sees nothing of the console. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return children;
}
