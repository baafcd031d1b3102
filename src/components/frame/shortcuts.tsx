"use client";

import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { PREFERENCE } from "@/lib/preferences";
import type { Shortcut, ShortcutGroup } from "./shortcut";
import { writePreference } from "./write-preference";

export type { Shortcut };

const ShortcutSheet = dynamic(() => import("./shortcut-sheet").then((module) => module.ShortcutSheet), { ssr: false });

type Groups = Map<string, ShortcutGroup>;

/** The shortcuts of what is mounted. Not state: a key must find those of the last render, however soon it comes. */
const ShortcutContext = createContext<Groups | null>(null);

const SEQUENCE_MS = 1000;

/** The sheet lists what was mounted when it was asked for; before that it is not loaded. */
type Sheet = { isOpen: boolean; groups: readonly ShortcutGroup[] };

/** The key before, with which the next one may form a pair. */
type KeyBefore = { key: string; at: number };

/** Holds the shortcuts of everything on the page, runs them and lists them on `?`. */
export function ShortcutProvider({ areSingleKeysOn, children }: { areSingleKeysOn: boolean; children: ReactNode }) {
  const [groups] = useState<Groups>(() => new Map());
  const [isOn, setIsOn] = useState(areSingleKeysOn);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const before = useRef<KeyBefore>({ key: "", at: 0 });

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const action = actionOf(event, { groups, isOn, before: before.current });
      before.current = { key: event.key, at: event.timeStamp };
      if (!action) return;
      event.preventDefault();
      if (action === "sheet") setSheet({ isOpen: true, groups: [...groups.values()] });
      else action();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [groups, isOn]);

  const switchSingleKeys = (isNowOn: boolean) => {
    setIsOn(isNowOn);
    writePreference(PREFERENCE.singleKeys, isNowOn ? "on" : "off");
  };

  return (
    <ShortcutContext value={groups}>
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
  const groups = useContext(ShortcutContext);
  const id = useId();
  useLayoutEffect(() => {
    groups?.set(id, { name, shortcuts });
  }, [groups, id, name, shortcuts]);
  useLayoutEffect(() => () => void groups?.delete(id), [groups, id]);
}

type Keyboard = { groups: Groups; isOn: boolean; before: KeyBefore };

/** What a key does here: a pair of keys goes before a single one. */
function actionOf(event: KeyboardEvent, { groups, isOn, before }: Keyboard): (() => void) | "sheet" | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event.target)) return;
  if (event.key === "?") return "sheet";
  if (!isOn && event.key !== "Escape") return;
  const pair = event.timeStamp - before.at < SEQUENCE_MS ? `${before.key} ${event.key}` : "";
  const all = [...groups.values()].flatMap((group) => group.shortcuts);
  return (all.find((one) => one.key === pair) ?? all.find((one) => one.key === event.key))?.run;
}

const ELSEWHERE =
  "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=dialog], [role=menu]";

/** Keys typed into a field, a dialog or a menu belong to it. */
function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(ELSEWHERE) !== null;
}
