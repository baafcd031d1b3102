"use client";

import { useId } from "react";
import { Checkbox } from "../ui/checkbox";
import { Dialog } from "../ui/dialog";
import { Kbd } from "../ui/kbd";
import type { ShortcutGroup } from "./shortcut";

type ShortcutSheetProps = {
  isOpen: boolean;
  groups: readonly ShortcutGroup[];
  onClose: () => void;
  areSingleKeysOn: boolean;
  onSwitch: (isOn: boolean) => void;
};

const ALWAYS: ShortcutGroup = {
  name: "Always",
  shortcuts: [
    { key: "Ctrl K", does: "Search and go to" },
    { key: "?", does: "This sheet" },
  ],
};

const NAMES: Readonly<Record<string, string>> = { Escape: "Esc", " ": "Space", ArrowDown: "↓", ArrowUp: "↑" };

export function ShortcutSheet({ isOpen, groups, onClose, areSingleKeysOn, onSwitch }: ShortcutSheetProps) {
  const switchId = useId();
  return (
    <Dialog isOpen={isOpen} onOpenChange={(isNowOpen) => !isNowOpen && onClose()} title="Keyboard shortcuts">
      <div className="thin-scroll grid gap-x-8 gap-y-4 overflow-y-auto p-4 sm:grid-cols-2">
        {[...groups, ALWAYS].map((group) => (
          <section key={group.name}>
            <h3 className="mb-1 font-medium text-ink-soft text-xs">{group.name}</h3>
            <ul>
              {group.shortcuts.map((shortcut) => (
                <li key={shortcut.key} className="flex h-7 items-center justify-between gap-4 text-sm">
                  {shortcut.does}
                  <span className="flex gap-1">
                    {shortcut.key.split(/(?<=.) /).map((key) => (
                      <Kbd key={key}>{NAMES[key] ?? key}</Kbd>
                    ))}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className="flex items-center gap-2 border-line border-t px-4 py-3 text-ink-soft text-sm">
        <Checkbox id={switchId} checked={areSingleKeysOn} onChange={(event) => onSwitch(event.target.checked)} />
        <label htmlFor={switchId}>Single-key shortcuts are on</label>
      </div>
    </Dialog>
  );
}
