"use client";

import { usePathname, useRouter } from "next/navigation";
import { useMemo } from "react";
import { cn } from "@/lib/cn";
import type { NavMode } from "@/lib/preferences";
import { ConsoleLink, withZone } from "../ui/console-link";
import { Icon } from "../ui/icon";
import { useSearch } from "../ui/use-search";
import { Logo } from "./logo";
import { isInside, type Section } from "./sections";
import { useShortcuts } from "./shortcuts";

const ROW =
  "flex h-7 w-full items-center gap-2.5 rounded-md px-2 text-sm no-underline max-narrow:h-9 rail:justify-center rail:gap-0 rail:px-0";

type SideNavProps = {
  sections: readonly Section[];
  mode: NavMode;
  onMode: (mode: NavMode) => void;
  isMenuOpen: boolean;
};

export function SideNav({ sections, mode, onMode, isMenuOpen }: SideNavProps) {
  const pathname = usePathname();
  useGoToShortcuts(sections);
  return (
    <nav
      id="main-navigation"
      aria-label="Main"
      className={cn(
        "flex w-50 shrink-0 flex-col border-line border-r bg-canvas rail:w-12",
        "max-narrow:fixed max-narrow:inset-x-0 max-narrow:top-11 max-narrow:bottom-0 max-narrow:z-30 max-narrow:w-auto max-narrow:border-r-0",
        !isMenuOpen && "max-narrow:hidden",
      )}
    >
      <div className="flex h-11 shrink-0 items-center border-line border-b px-4 rail:justify-center rail:px-0 max-narrow:hidden">
        <ConsoleLink href="/" className="flex items-center gap-2.5 font-strong tracking-tight no-underline">
          <Logo />
          <span className="rail:sr-only">Holdfast</span>
        </ConsoleLink>
      </div>
      <div className="thin-scroll flex min-h-0 flex-1 flex-col overflow-y-auto px-2 py-2.5">
        {sections.map((section) => (
          <section key={section.name} aria-label={section.name}>
            <h2 className="px-2 pt-2.5 pb-1 font-medium text-2xs text-ink-faint rail:sr-only">{section.name}</h2>
            <ul>
              {section.pages.map((page) => (
                <li key={page.href}>
                  <ConsoleLink
                    href={page.href}
                    title={page.name}
                    aria-current={isInside(pathname, page.href) ? "page" : undefined}
                    className={cn(
                      ROW,
                      isInside(pathname, page.href)
                        ? "bg-selected font-medium text-ink"
                        : "text-ink-soft hover:bg-hover hover:text-ink",
                    )}
                  >
                    <Icon name={page.icon} />
                    <span className="rail:sr-only">{page.name}</span>
                  </ConsoleLink>
                </li>
              ))}
            </ul>
          </section>
        ))}
        <CollapseButton mode={mode} onMode={onMode} />
      </div>
    </nav>
  );
}

function CollapseButton({ mode, onMode }: Pick<SideNavProps, "mode" | "onMode">) {
  return (
    <div className="mt-auto pt-3 max-narrow:hidden">
      <button
        type="button"
        title="Collapse or expand the navigation"
        onClick={() => onMode(isRail(mode) ? "full" : "rail")}
        className={cn(ROW, "text-ink-soft hover:bg-hover hover:text-ink")}
      >
        <Icon name="panel" />
        <span className="rail:hidden">Collapse</span>
        <span className="sr-only not-rail:hidden">Expand</span>
      </button>
    </div>
  );
}

const RAIL_BELOW_PX = 1361;

function isRail(mode: NavMode): boolean {
  return mode === "auto" ? window.innerWidth < RAIL_BELOW_PX : mode === "rail";
}

function useGoToShortcuts(sections: readonly Section[]): void {
  const router = useRouter();
  const zone = useSearch().get("tz");
  const shortcuts = useMemo(
    () =>
      sections
        .flatMap(({ pages }) => pages)
        .map((page) => ({
          key: page.key,
          does: `Go to ${page.name}`,
          run: () => router.push(withZone(page.href, zone)),
        })),
    [router, zone, sections],
  );
  useShortcuts("Everywhere", shortcuts);
}
