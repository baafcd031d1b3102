"use client";

import { useState } from "react";
import { PREFERENCE, parseChoice, THEMES, type Theme } from "@/lib/preferences";
import { announce } from "../ui/announce";
import { IconButton } from "../ui/button";
import { Menu, MenuChoice } from "../ui/menu";
import { writePreference } from "./write-preference";

const WORDS = { system: "As the system", light: "Light", dark: "Dark" } satisfies Record<Theme, string>;

export function ThemeMenu({ theme }: { theme: Theme }) {
  const [chosen, setChosen] = useState(theme);

  const choose = (value: string) => {
    const next = parseChoice(THEMES, value);
    setChosen(next);
    document.documentElement.dataset.theme = next;
    writePreference(PREFERENCE.theme, next);
    announce(`Theme: ${WORDS[next]}`);
  };

  return (
    <Menu label="Theme" trigger={<IconButton icon="theme" label="Theme" />}>
      <MenuChoice value={chosen} onChange={choose} options={THEMES.map((value) => ({ value, label: WORDS[value] }))} />
    </Menu>
  );
}
