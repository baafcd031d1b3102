import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

type CardProps = { title: string; end?: ReactNode; children: ReactNode; className?: string };

/** A region of the home page with a hairline head. What fails inside it stays inside it. */
export function Card({ title, end, children, className }: CardProps) {
  return (
    <section aria-label={title} className={cn("min-w-0 rounded-lg border border-line", className)}>
      <header className="flex h-10 items-center justify-between gap-3 border-line border-b px-4">
        <h2>{title}</h2>
        {end && <span className="text-ink-soft text-xs">{end}</span>}
      </header>
      {children}
    </section>
  );
}
