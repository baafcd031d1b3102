"use client";

import dynamic from "next/dynamic";
import { usePathname } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type NavMode, PREFERENCE, type Theme } from "@/lib/preferences";
import { sectionsOf } from "./sections";
import { ShortcutProvider } from "./shortcuts";
import { SideNav } from "./side-nav";
import { writePreference } from "./write-preference";

// Dialogs come when they are first opened: no page needs them to be read.
const Palette = dynamic(() => import("./palette").then((module) => module.Palette), { ssr: false });

type FrameState = {
  theme: Theme;
  environment: string | undefined;
  /** The menu of whoever is signed in, for the top bar. */
  account: ReactNode;
  sections: ReturnType<typeof sectionsOf>;
  isMenuOpen: boolean;
  toggleMenu: () => void;
  openPalette: () => void;
};

const FrameContext = createContext<FrameState>({
  theme: "system",
  environment: undefined,
  account: null,
  sections: [],
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
  account: ReactNode;
  isAccessControlled: boolean;
  children: ReactNode;
};

/** Navigation on the left, a screen on the right. It stays while screens change. */
export function Frame(props: FrameProps) {
  const { nav, theme, areSingleKeysOn, environment, account, isAccessControlled, children } = props;
  const sections = useMemo(() => sectionsOf({ isAccessControlled }), [isAccessControlled]);
  const [mode, setMode] = useState(nav);
  // The menu belongs to the page on which it was opened, so that going elsewhere closes it.
  const [menuOpenAt, setMenuOpenAt] = useState<string | null>(null);
  const [palette, setPalette] = useState<"never opened" | "open" | "closed">("never opened");
  const pathname = usePathname();
  const isMenuOpen = menuOpenAt === pathname;

  useEffect(() => onPaletteKey(() => setPalette("open")), []);

  const chooseMode = (chosen: NavMode) => {
    setMode(chosen);
    writePreference(PREFERENCE.nav, chosen);
  };

  return (
    <FrameContext
      value={{
        theme,
        environment,
        account,
        sections,
        isMenuOpen,
        toggleMenu: () => setMenuOpenAt(isMenuOpen ? null : pathname),
        openPalette: () => setPalette("open"),
      }}
    >
      <ShortcutProvider areSingleKeysOn={areSingleKeysOn}>
        <div data-nav={mode} className="flex h-dvh min-h-0">
          <SideNav sections={sections} mode={mode} onMode={chooseMode} isMenuOpen={isMenuOpen} />
          <div className="flex min-w-0 flex-1 flex-col">{children}</div>
        </div>
        {palette !== "never opened" && (
          <Palette
            sections={sections}
            isOpen={palette === "open"}
            onOpenChange={(isOpen) => setPalette(isOpen ? "open" : "closed")}
          />
        )}
      </ShortcutProvider>
    </FrameContext>
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
