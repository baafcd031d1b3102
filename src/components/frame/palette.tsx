"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useId, useState } from "react";
import { cn } from "@/lib/cn";
import { remediationPath, remediationsPath } from "@/lib/console-paths";
import { visibleLine } from "@/lib/visible-text";
import { withZone } from "../ui/console-link";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icon";
import type { IconName } from "../ui/icon-sprite";
import { Kbd } from "../ui/kbd";
import { useSearch } from "../ui/use-search";
import type { Section } from "./sections";

type Command = { id: string; icon: IconName; name: string; detail?: string; href: string };

type PaletteProps = { sections: readonly Section[]; isOpen: boolean; onOpenChange: (isOpen: boolean) => void };

/** Goes to a page, to a remediation by its id, or to the list filtered by words. */
export function Palette({ sections, isOpen, onOpenChange }: PaletteProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Search"
      look="bare"
      description="Type a page, a remediation id or words."
    >
      <PaletteBody sections={sections} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function PaletteBody({ sections, onDone }: { sections: readonly Section[]; onDone: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const router = useRouter();
  const zone = useSearch().get("tz");
  const listId = useId();
  const commands = commandsFor(text.trim(), sections);

  const run = (command: Command | undefined) => {
    if (!command) return;
    onDone();
    router.push(withZone(command.href, zone));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt((at + 1) % commands.length);
    else if (event.key === "ArrowUp") setAt((at + commands.length - 1) % commands.length);
    else if (event.key === "Enter") run(commands[at]);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="flex h-11 shrink-0 items-center gap-2.5 border-line border-b px-4">
        <Icon name="search" className="text-ink-soft" />
        <input
          role="combobox"
          aria-label="Page, remediation id or words"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={`${listId}-${at}`}
          placeholder="Page, remediation id or words"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-faint"
        />
        <Kbd>Esc</Kbd>
      </div>
      <div id={listId} role="listbox" aria-label="Results" className="thin-scroll overflow-y-auto p-1.5">
        {commands.map((command, index) => (
          <div
            key={command.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
            onKeyDown={onKeyDown}
            className={cn(
              "flex h-8 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm",
              index === at && "bg-selected",
            )}
          >
            <Icon name={command.icon} className="text-ink-soft" />
            <span className="min-w-0 truncate">{command.name}</span>
            {command.detail && (
              <span className="mono min-w-0 truncate text-ink-soft">{visibleLine(command.detail)}</span>
            )}
          </div>
        ))}
      </div>
    </>
  );
}

function commandsFor(text: string, sections: readonly Section[]): Command[] {
  const word = text.toLowerCase();
  const known = sections.flatMap((section) => section.pages);
  const found = known.filter((page) => page.name.toLowerCase().includes(word));
  const pages: Command[] = found.map(({ href, icon, name }) => ({ id: href, icon, name: `Go to ${name}`, href }));
  if (text === "") return pages;
  const list: Command = {
    id: "list",
    icon: "search",
    name: "Remediations that contain",
    detail: text,
    href: remediationsPath(quoteWords(text)),
  };
  if (/\s/.test(text)) return [list, ...pages];
  const open: Command = {
    id: "open",
    icon: "open",
    name: "Open remediation",
    detail: text,
    href: remediationPath(text),
  };
  return isLikelyId(text) ? [open, list, ...pages] : [...pages, list, open];
}

/** Ids carry digits and dashes; plain words rarely do. */
function isLikelyId(text: string): boolean {
  return /\d/.test(text) && /-/.test(text);
}

/** Words with a meaning in the query language are quoted, so that they are searched as typed. */
function quoteWords(text: string): string {
  return text
    .split(/\s+/)
    .map((word) => (/[:()"]|^(?:and|or|not)$/i.test(word) ? `"${word.replaceAll('"', "")}"` : word))
    .join(" ");
}
