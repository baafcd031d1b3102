"use client";

import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import type { Theme } from "@/lib/preferences";
import { visibleLine } from "@/lib/visible-text";
import { Button, IconButton } from "../ui/button";
import { ConsoleLink } from "../ui/console-link";
import { Kbd } from "../ui/kbd";
import type { Crumb } from "./crumbs";
import { ThemeMenu } from "./theme-menu";
import { ZoneMenu } from "./zone-menu";

type TopBarProps = {
  crumbs: readonly Crumb[];
  /** The time range of the screen, left of its zone. */
  range: ReactNode;
  zoneAt: string | undefined;
  theme: Theme;
  environment: string | undefined;
  /** The menu of whoever is signed in. */
  account: ReactNode;
  isMenuOpen: boolean;
  onMenu: () => void;
  onSearch: () => void;
};

export function TopBar(props: TopBarProps) {
  const { crumbs, range, zoneAt, theme, environment, account, isMenuOpen, onMenu, onSearch } = props;
  return (
    <header className="flex h-11 min-w-0 shrink-0 items-center gap-2 border-line border-b bg-canvas pr-3 pl-4">
      <IconButton
        icon={isMenuOpen ? "close" : "rows"}
        label="Menu"
        aria-expanded={isMenuOpen}
        aria-controls="main-navigation"
        onClick={onMenu}
        className="-ml-2 min-narrow:hidden"
      />
      <Breadcrumb crumbs={crumbs} />
      {range}
      <ZoneMenu at={zoneAt} />
      <Button variant="quiet" icon="search" onClick={onSearch} aria-keyshortcuts="Control+K" aria-label="Search">
        <span className="max-narrow:hidden">Search</span>
        <Kbd className="max-narrow:hidden">Ctrl K</Kbd>
      </Button>
      {environment && (
        <span
          title="Environment"
          className="rounded-md border border-line-strong px-1.5 text-ink-soft text-xs leading-[18px] max-narrow:hidden"
        >
          {environment}
        </span>
      )}
      <ThemeMenu theme={theme} />
      {account}
    </header>
  );
}

function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="flex min-w-0 flex-1 text-ink-soft text-sm">
      <ol className="flex min-w-0 whitespace-nowrap">
        {crumbs.map((crumb, index) => {
          const isLast = index === crumbs.length - 1;
          return (
            <li
              key={crumb.label}
              className={cn(
                "flex min-w-0 items-center",
                isLast ? "shrink" : "shrink-0",
                index < crumbs.length - 2 && "max-narrow:hidden",
                !isLast && "max-phone:hidden",
              )}
            >
              {index > 0 && (
                <span
                  aria-hidden="true"
                  className={cn(
                    "px-2 text-ink-faint max-phone:hidden",
                    index === crumbs.length - 2 && "max-narrow:hidden",
                  )}
                >
                  /
                </span>
              )}
              <CrumbName crumb={crumb} isLast={isLast} />
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function CrumbName({ crumb, isLast }: { crumb: Crumb; isLast: boolean }) {
  const look = cn("truncate", crumb.isId && "mono");
  const label = visibleLine(crumb.label);
  if (isLast) {
    return (
      <span aria-current="page" title={label} className={cn(look, "text-ink")}>
        {label}
      </span>
    );
  }
  if (!crumb.href) return <span className={look}>{label}</span>;
  return (
    <ConsoleLink href={crumb.href} className={cn(look, "underline-offset-2 hover:text-ink hover:underline")}>
      {label}
    </ConsoleLink>
  );
}
