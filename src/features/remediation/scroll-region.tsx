import type { ReactNode, Ref } from "react";

/** A part that scrolls by itself must be reachable by the keyboard, although nothing in it acts. */
const REACHABLE = { tabIndex: 0 };

type ScrollRegionProps = { label: string; className?: string; children: ReactNode; ref?: Ref<HTMLElement> };

export function ScrollRegion({ label, className, children, ref }: ScrollRegionProps) {
  return (
    <section
      ref={ref}
      aria-label={label}
      {...REACHABLE}
      className={`thin-scroll overflow-auto focus-visible:-outline-offset-2 ${className ?? ""}`}
    >
      {children}
    </section>
  );
}
