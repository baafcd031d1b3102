"use client";

import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { ConsoleLink } from "./console-link";

type TabLink = { href: string; label: ReactNode; count?: number | string; isCurrent: boolean };

/** Tabs are links: each has its own address and opens in another window like any link. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <nav
      aria-label={label}
      className="flex shrink-0 gap-5 overflow-x-auto border-line border-b px-6 [scrollbar-width:none] max-wide:px-4"
    >
      {tabs.map((tab) => (
        <ConsoleLink
          key={tab.href}
          href={tab.href}
          aria-current={tab.isCurrent ? "page" : undefined}
          className={cn(
            "-mb-px inline-flex h-9 items-center gap-1.5 whitespace-nowrap border-b-2 text-sm no-underline",
            tab.isCurrent ? "border-accent font-medium text-ink" : "border-transparent text-ink-soft hover:text-ink",
          )}
        >
          {tab.label}
          {tab.count !== undefined && (
            <span className="font-regular text-ink-faint text-xs tabular-nums">{tab.count}</span>
          )}
        </ConsoleLink>
      ))}
    </nav>
  );
}
