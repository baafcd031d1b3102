"use client";

import { usePathname } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { type NavMode, PREFERENCE, type Theme } from "@/lib/preferences";
import { Palette } from "./palette";
import { ShortcutProvider } from "./shortcuts";
import { SideNav } from "./side-nav";
import { writePreference } from "./write-preference";

type FrameState = {
  theme: Theme;
  environment: string | undefined;
  isMenuOpen: boolean;
  toggleMenu: () => void;
  openPalette: () => void;
};

const FrameContext = createContext<FrameState>({
  theme: "system",
  environment: undefined,
  isMenuOpen: false,
  toggleMenu: () => {},
  openPalette: () => {},
});

export const useFrame = (): FrameState => useContext(FrameContext);

type FrameProps = {
  nav: NavMode;
  theme: Theme;
  areSingleKeysOn: boolean;
  environment: string | undefined;
  children: ReactNode;
};

/** Navigation on the left, a screen on the right. It stays while screens change. */
export function Frame({ nav, theme, areSingleKeysOn, environment, children }: FrameProps) {
  const [mode, setMode] = useState(nav);
  // The menu belongs to the page on which it was opened, so that going elsewhere closes it.
  const [menuOpenAt, setMenuOpenAt] = useState<string | null>(null);
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  const pathname = usePathname();
  const isMenuOpen = menuOpenAt === pathname;

  useEffect(() => onPaletteKey(() => setIsPaletteOpen((isOpen) => !isOpen)), []);

  const chooseMode = (chosen: NavMode) => {
    setMode(chosen);
    writePreference(PREFERENCE.nav, chosen);
  };

  return (
    <FrameContext
      value={{
        theme,
        environment,
        isMenuOpen,
        toggleMenu: () => setMenuOpenAt(isMenuOpen ? null : pathname),
        openPalette: () => setIsPaletteOpen(true),
      }}
    >
      <ShortcutProvider areSingleKeysOn={areSingleKeysOn}>
        <div data-nav={mode} className="flex h-dvh min-h-0">
          <SideNav mode={mode} onMode={chooseMode} isMenuOpen={isMenuOpen} />
          <div className="flex min-w-0 flex-1 flex-col">{children}</div>
        </div>
        <Palette isOpen={isPaletteOpen} onOpenChange={setIsPaletteOpen} />
      </ShortcutProvider>
    </FrameContext>
  );
}

function onPaletteKey(toggle: () => void): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    toggle();
  };
  window.addEventListener("keydown", onKeyDown);
  return () => window.removeEventListener("keydown", onKeyDown);
}
