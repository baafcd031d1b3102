"use client";

import dynamic from "next/dynamic";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { type NavMode, PREFERENCE, type Theme } from "@/lib/preferences";
import { crumbsAt } from "./crumbs";
import { type OnBar, OnBarContext } from "./on-bar";
import { sectionsOf } from "./sections";
import { ShortcutProvider } from "./shortcuts";
import { SideNav } from "./side-nav";
import { TopBar } from "./top-bar";
import { writePreference } from "./write-preference";

// Dialogs come when they are first opened: no page needs them to be read.
const Palette = dynamic(() => import("./palette").then((module) => module.Palette), { ssr: false });

type FrameProps = {
  nav: NavMode;
  theme: Theme;
  areSingleKeysOn: boolean;
  environment: string | undefined;
  account: ReactNode;
  isAccessControlled: boolean;
  /** What the screen puts on the bar for its time range. */
  range: ReactNode;
  children: ReactNode;
};

/** Navigation on the left, the bar on top, a screen in the main region. All but what is in there stays while screens change. */
export function Frame(props: FrameProps) {
  const { nav, theme, areSingleKeysOn, environment, account, isAccessControlled, range, children } = props;
  const sections = useMemo(() => sectionsOf({ isAccessControlled }), [isAccessControlled]);
  const [mode, setMode] = useState(nav);
  // The menu belongs to the page on which it was opened, so that going elsewhere closes it.
  const [menuOpenAt, setMenuOpenAt] = useState<string | null>(null);
  const [palette, setPalette] = useState<"never opened" | "open" | "closed">("never opened");
  const [said, setSaid] = useState<OnBar>({});
  const pathname = usePathname();
  const isMenuOpen = menuOpenAt === pathname;

  useEffect(() => onPaletteKey(() => setPalette("open")), []);

  const chooseMode = (chosen: NavMode) => {
    setMode(chosen);
    writePreference(PREFERENCE.nav, chosen);
  };

  return (
    <OnBarContext value={setSaid}>
      <ShortcutProvider areSingleKeysOn={areSingleKeysOn}>
        <div data-nav={mode} className="flex h-dvh min-h-0">
          <SideNav sections={sections} mode={mode} onMode={chooseMode} isMenuOpen={isMenuOpen} />
          <div className="flex min-w-0 flex-1 flex-col">
            <TopBar
              crumbs={said.title === undefined ? crumbsAt(pathname, sections) : [{ label: said.title }]}
              range={range}
              zoneAt={said.zoneAt}
              theme={theme}
              environment={environment}
              account={account}
              isMenuOpen={isMenuOpen}
              onMenu={() => setMenuOpenAt(isMenuOpen ? null : pathname)}
              onSearch={() => setPalette("open")}
            />
            <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden bg-surface">
              {children}
            </main>
          </div>
        </div>
        {palette !== "never opened" && (
          <Palette
            sections={sections}
            isOpen={palette === "open"}
            onOpenChange={(isOpen) => setPalette(isOpen ? "open" : "closed")}
          />
        )}
      </ShortcutProvider>
    </OnBarContext>
  );
}

function onPaletteKey(open: () => void): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    open();
  };
  window.addEventListener("keydown", onKeyDown);
  return () => window.removeEventListener("keydown", onKeyDown);
}
