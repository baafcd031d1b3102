"use client";

import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { PREFERENCE } from "@/lib/preferences";
import type { Shortcut, ShortcutGroup } from "./shortcut";
import { writePreference } from "./write-preference";

export type { Shortcut };

const ShortcutSheet = dynamic(() => import("./shortcut-sheet").then((module) => module.ShortcutSheet), { ssr: false });

/** The shortcuts of what is mounted. Not state: a key must find those of the last render, however soon it comes. */
class Registry {
  onChange: () => void = () => {};
  readonly #groups = new Map<string, ShortcutGroup>();

  get groups(): ShortcutGroup[] {
    return [...this.#groups.values()];
  }

  set(id: string, group: ShortcutGroup): void {
    this.#groups.set(id, group);
    this.onChange();
  }

  delete(id: string): void {
    this.#groups.delete(id);
    this.onChange();
  }
}

const ShortcutContext = createContext<Registry | null>(null);

const SEQUENCE_MS = 1000;

/** The sheet lists what is mounted while it is open; before it is asked for it is not loaded. */
type Sheet = { isOpen: boolean; groups: readonly ShortcutGroup[] };

/** The key before, with which the next one may form a pair. */
type KeyBefore = { key: string; at: number };

/** Holds the shortcuts of everything on the page, runs them and lists them on `?`. */
export function ShortcutProvider({ areSingleKeysOn, children }: { areSingleKeysOn: boolean; children: ReactNode }) {
  const [registry] = useState(() => new Registry());
  const [isOn, setIsOn] = useState(areSingleKeysOn);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const before = useRef<KeyBefore>({ key: "", at: 0 });

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const action = actionOf(event, { groups: registry.groups, isOn, before: before.current });
      before.current = { key: event.key, at: event.timeStamp };
      if (!action) return;
      event.preventDefault();
      if (action === "sheet") setSheet({ isOpen: true, groups: registry.groups });
      else action();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [registry, isOn]);

  useEffect(() => {
    registry.onChange = () => setSheet((last) => (last?.isOpen ? { ...last, groups: registry.groups } : last));
  }, [registry]);

  const switchSingleKeys = (isNowOn: boolean) => {
    setIsOn(isNowOn);
    writePreference(PREFERENCE.singleKeys, isNowOn ? "on" : "off");
  };

  return (
    <ShortcutContext value={registry}>
      {children}
      {sheet !== null && (
        <ShortcutSheet
          isOpen={sheet.isOpen}
          groups={sheet.groups}
          onClose={() => setSheet({ ...sheet, isOpen: false })}
          areSingleKeysOn={isOn}
          onSwitch={switchSingleKeys}
        />
      )}
    </ShortcutContext>
  );
}

/** Adds shortcuts for as long as the component is mounted. */
export function useShortcuts(name: string, shortcuts: readonly Shortcut[]): void {
  const registry = useContext(ShortcutContext);
  const id = useId();
  useLayoutEffect(() => {
    registry?.set(id, { name, shortcuts });
  }, [registry, id, name, shortcuts]);
  useLayoutEffect(() => () => registry?.delete(id), [registry, id]);
}

type Keyboard = { groups: readonly ShortcutGroup[]; isOn: boolean; before: KeyBefore };

/** What a key does here: a pair of keys goes before a single one. */
function actionOf(event: KeyboardEvent, { groups, isOn, before }: Keyboard): (() => void) | "sheet" | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event.target)) return;
  if (event.key === "?") return "sheet";
  if (!isOn && event.key !== "Escape") return;
  const pair = event.timeStamp - before.at < SEQUENCE_MS ? `${before.key} ${event.key}` : "";
  const all = groups.flatMap((group) => group.shortcuts);
  return (all.find((one) => one.key === pair) ?? all.find((one) => one.key === event.key))?.run;
}

const ELSEWHERE =
  "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=dialog], [role=menu]";

/** Keys typed into a field, a dialog or a menu belong to it. */
function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(ELSEWHERE) !== null;
}
