import type { ReactNode } from "react";
import { Mark } from "./icon";
import type { MarkName } from "./icon-sprite";

type EmptyStateProps = {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  mark?: MarkName;
  /** `h1` where nothing else names the page. */
  heading?: "h1" | "h2";
};

/** Says why nothing is here and gives the one next step. */
export function EmptyState({ title, children, actions, mark = "ring", heading: Heading = "h2" }: EmptyStateProps) {
  return (
    <div className="flex flex-1 flex-col items-center justify-center px-6 py-12 text-center">
      <Mark name={mark} size={20} className="mb-3 text-ink-faint" />
      <Heading className="text-lg">{title}</Heading>
      {children && <div className="mt-1 max-w-[60ch] text-ink-soft">{children}</div>}
      {actions && <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
