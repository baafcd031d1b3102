"use client";

import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext, useEffect, useId, useMemo, useRef, useState } from "react";
import { PREFERENCE } from "@/lib/preferences";
import type { Shortcut, ShortcutGroup } from "./shortcut";
import { writePreference } from "./write-preference";

export type { Shortcut };

const ShortcutSheet = dynamic(() => import("./shortcut-sheet").then((module) => module.ShortcutSheet), { ssr: false });

type Registry = { register: (id: string, group: ShortcutGroup) => () => void };

const ShortcutContext = createContext<Registry | null>(null);

const SEQUENCE_MS = 1000;

type Groups = ReadonlyMap<string, ShortcutGroup>;

/** The key before, with which the next one may form a pair. */
type KeyBefore = { key: string; at: number };

/** Holds the shortcuts of everything on the page, runs them and lists them on `?`. */
export function ShortcutProvider({ areSingleKeysOn, children }: { areSingleKeysOn: boolean; children: ReactNode }) {
  const [groups, setGroups] = useState<Groups>(new Map());
  const [isOn, setIsOn] = useState(areSingleKeysOn);
  const [sheet, setSheet] = useState<"never opened" | "open" | "closed">("never opened");
  const before = useRef<KeyBefore>({ key: "", at: 0 });

  const registry = useMemo<Registry>(
    () => ({
      register(id, group) {
        setGroups((known) => new Map(known).set(id, group));
        return () => setGroups((known) => new Map([...known].filter(([other]) => other !== id)));
      },
    }),
    [],
  );
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const action = actionOf(event, { groups, isOn, before: before.current });
      before.current = { key: event.key, at: event.timeStamp };
      if (!action) return;
      event.preventDefault();
      if (action === "sheet") setSheet("open");
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
    <ShortcutContext value={registry}>
      {children}
      {sheet !== "never opened" && (
        <ShortcutSheet
          isOpen={sheet === "open"}
          groups={[...groups.values()]}
          onClose={() => setSheet("closed")}
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
  useEffect(() => registry?.register(id, { name, shortcuts }), [registry, id, name, shortcuts]);
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
