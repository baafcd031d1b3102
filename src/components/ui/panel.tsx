import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

type PanelProps = {
  label: string;
  /** Left side of the head, e.g. `Event 178 of 191`. */
  position: ReactNode;
  /** Right side of the head: previous, next, close. */
  controls?: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
  className?: string;
};

/** A docked side panel: head, sections, foot. It narrows the content and becomes a bottom sheet on small screens. */
export function Panel({ label, position, controls, foot, children, className }: PanelProps) {
  return (
    <aside
      aria-label={label}
      className={cn(
        "flex min-h-0 min-w-0 flex-col border-line border-l bg-surface",
        "max-narrow:fixed max-narrow:inset-x-0 max-narrow:bottom-0 max-narrow:z-20 max-narrow:h-[46vh] max-narrow:border-line-strong max-narrow:border-t max-narrow:border-l-0",
        className,
      )}
    >
      <header className="flex h-10 shrink-0 items-center gap-2 border-line border-b pr-2 pl-4 text-ink-soft text-xs">
        <span className="min-w-0 truncate">{position}</span>
        <span className="ml-auto flex items-center gap-0.5">{controls}</span>
      </header>
      <div className="thin-scroll min-h-0 flex-1 overflow-y-auto">{children}</div>
      {foot && <footer className="flex shrink-0 items-center gap-2 border-line border-t px-4 py-2">{foot}</footer>}
    </aside>
  );
}

type PanelSectionProps = { title?: ReactNode; end?: ReactNode; children: ReactNode; className?: string };

export function PanelSection({ title, end, children, className }: PanelSectionProps) {
  return (
    <section className={cn("border-line border-b px-4 py-3 last:border-b-0", className)}>
      {title && (
        <h3 className="mb-2 flex items-center gap-2 font-medium text-ink-soft text-xs leading-4">
          {title}
          {end && <span className="ml-auto font-regular">{end}</span>}
        </h3>
      )}
      {children}
    </section>
  );
}

/** Name and value pairs in two columns. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-sm">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}
