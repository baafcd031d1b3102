"use client";

import type { ReactNode } from "react";
import { ConsoleLink } from "@/components/ui/console-link";
import type { ScreenState } from "./screen-state";
import { changeScreen, useScreenHref } from "./use-screen-state";

type ScreenLinkProps = {
  change: Partial<ScreenState>;
  history?: "replace" | "push";
  isCurrent?: boolean;
  tabIndex?: number;
  title?: string;
  className?: string;
  children: ReactNode;
};

/** A link to another state of the same page. It has an address like any link, and a plain click stays in the browser. */
export function ScreenLink({ change, history = "push", isCurrent = false, children, ...rest }: ScreenLinkProps) {
  const hrefOf = useScreenHref();
  return (
    <ConsoleLink
      {...rest}
      href={hrefOf(change)}
      aria-current={isCurrent ? "page" : undefined}
      onNavigate={(event) => {
        event.preventDefault();
        changeScreen(change, history);
      }}
    >
      {children}
    </ConsoleLink>
  );
}
