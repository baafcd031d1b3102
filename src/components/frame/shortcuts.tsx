"use client";

import dynamic from "next/dynamic";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { PREFERENCE } from "@/lib/preferences";
import type { Shortcut, ShortcutGroup } from "./shortcut";
import { writePreference } from "./write-preference";

export type { Shortcut };

const ShortcutSheet = dynamic(() => import("./shortcut-sheet").then((module) => module.ShortcutSheet), { ssr: false });

type Registry = { register: (id: string, group: ShortcutGroup) => () => void };

const ShortcutContext = createContext<Registry | null>(null);

const SEQUENCE_MS = 1000;

/** Holds the shortcuts of everything on the page, runs them and lists them on `?`. */
export function ShortcutProvider({ areSingleKeysOn, children }: { areSingleKeysOn: boolean; children: ReactNode }) {
  const groups = useRef(new Map<string, ShortcutGroup>());
  const [isOn, setIsOn] = useState(areSingleKeysOn);
  const [shown, setShown] = useState<readonly ShortcutGroup[] | null | undefined>();

  const openSheet = useCallback(() => setShown([...groups.current.values()]), []);
  const registry = useMemo<Registry>(
    () => ({
      register(id, group) {
        groups.current.set(id, group);
        return () => groups.current.delete(id);
      },
    }),
    [],
  );

  useEffect(
    () =>
      listen(
        () => [...groups.current.values()],
        () => isOn,
        openSheet,
      ),
    [isOn, openSheet],
  );

  const switchSingleKeys = (isNowOn: boolean) => {
    setIsOn(isNowOn);
    writePreference(PREFERENCE.singleKeys, isNowOn ? "on" : "off");
  };

  return (
    <ShortcutContext value={registry}>
      {children}
      {shown !== undefined && (
        <ShortcutSheet
          groups={shown}
          onClose={() => setShown(null)}
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

function listen(groups: () => ShortcutGroup[], isOn: () => boolean, openSheet: () => void): () => void {
  let first = { key: "", at: 0 };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event.target)) return;
    if (event.key === "?") {
      event.preventDefault();
      openSheet();
      return;
    }
    if (!isOn() && event.key !== "Escape") return;
    const sequence = event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${event.key}` : "";
    first = { key: event.key, at: event.timeStamp };
    const all = groups().flatMap((group) => group.shortcuts);
    const hit = all.find((one) => one.key === sequence) ?? all.find((one) => one.key === event.key);
    if (!hit?.run) return;
    event.preventDefault();
    hit.run();
  };
  window.addEventListener("keydown", onKeyDown);
  return () => window.removeEventListener("keydown", onKeyDown);
}

const ELSEWHERE =
  "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=dialog], [role=menu]";

/** Keys typed into a field, a dialog or a menu belong to it. */
function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(ELSEWHERE) !== null;
}
