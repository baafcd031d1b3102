import type { ReactNode } from "react";
import { Logo } from "@/components/frame/logo";

/** A page of the way in: one question in the middle of the window. */
export function AuthCard({ title, sentence, children }: { title: string; sentence?: ReactNode; children?: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center bg-canvas px-4 pt-[14vh] pb-12">
      <div className="w-full max-w-90">
        <p className="flex items-center gap-2.5 font-strong text-md tracking-tight">
          <Logo />
          Holdfast
        </p>
        <section className="mt-4 rounded-lg border border-line bg-surface p-6 max-phone:p-4">
          <h1 className="text-lg">{title}</h1>
          {sentence && <p className="mt-1 text-ink-soft text-sm">{sentence}</p>}
          {children}
        </section>
      </div>
    </main>
  );
}
