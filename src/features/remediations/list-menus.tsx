"use client";

import { useState } from "react";
import { writePreference } from "@/components/frame/write-preference";
import { Button } from "@/components/ui/button";
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { useCopy } from "@/components/ui/use-copy";
import { remediationPath } from "@/lib/console-paths";
import { PREFERENCE } from "@/lib/preferences";
import { COLUMNS, DEFAULT_VIEW, formatListView, type ListView } from "./list-view";

/** The reader's view, kept for the next visit. */
export function useListView(stored: ListView): [ListView, (view: ListView) => void] {
  const [view, setView] = useState(stored);
  const keep = (next: ListView) => {
    setView(next);
    writePreference(PREFERENCE.list, formatListView(next));
  };
  return [view, keep];
}

type ViewMenusProps = { view: ListView; onView: (view: ListView) => void };

export function ViewMenus({ view, onView }: ViewMenusProps) {
  const isDense = view.density === "dense";
  const toggle = (id: (typeof COLUMNS)[number]["id"], isShown: boolean) => {
    const hidden = new Set(view.hidden);
    if (isShown) hidden.delete(id);
    else hidden.add(id);
    onView({ ...view, hidden });
  };
  return (
    <div className="flex items-center gap-0.5 max-phone:hidden">
      <Menu
        label="Columns"
        trigger={
          <Button variant="quiet" icon="columns">
            Columns
          </Button>
        }
      >
        <MenuLabel>Shown as far as the width allows</MenuLabel>
        {COLUMNS.map((column) => (
          <MenuCheck
            key={column.id}
            isChecked={!view.hidden.has(column.id)}
            isDisabled={column.isFixed}
            onChange={(isShown) => toggle(column.id, isShown)}
          >
            {column.name}
          </MenuCheck>
        ))}
        <MenuSeparator />
        <MenuItem onSelect={() => onView({ ...view, hidden: DEFAULT_VIEW.hidden })}>As at first</MenuItem>
      </Menu>
      <Button
        variant="quiet"
        icon="rows"
        aria-pressed={isDense}
        title="Switch between 32 and 40 pixel rows"
        onClick={() => onView({ ...view, density: isDense ? "comfortable" : "dense" })}
        className="aria-pressed:bg-transparent"
      >
        Dense
      </Button>
    </div>
  );
}

type CopyAsProps = { ids: readonly string[]; isSelection: boolean };

/** The list, or the rows chosen from it, as something to paste. */
export function CopyListMenu({ ids, isSelection }: CopyAsProps) {
  const { isCopied, copy } = useCopy();
  const rows = `${ids.length} ${isSelection ? "selected" : "loaded"} ${ids.length === 1 ? "row" : "rows"}`;
  return (
    <Menu label="Copy as" trigger={<Button icon={isCopied ? "check" : "code"}>Copy as</Button>}>
      <MenuItem onSelect={() => copy(window.location.href)}>Link to this list</MenuItem>
      {ids.length > 0 && (
        <>
          <MenuItem onSelect={() => copy(ids.join("\n"))} end={rows}>
            Ids
          </MenuItem>
          <MenuItem
            onSelect={() => copy(ids.map((id) => `${window.location.origin}${remediationPath(id)}`).join("\n"))}
            end={rows}
          >
            Links
          </MenuItem>
          <MenuItem onSelect={() => copy(ids.map(curlOfEvents).join("\n"))} end={rows}>
            curl, events
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

/** The same events by the REST API. */
export function curlOfEvents(correlationId: string): string {
  const query = new URLSearchParams({ correlation_id: correlationId, limit: "1000" });
  return `curl -sS '${window.location.origin}/api/v1/audit/events?${query}'`;
}

/** Asks the REST API for the RemediationRequest that the events tell of. */
export function curlOfReconstruction(correlationId: string): string {
  const id = encodeURIComponent(correlationId);
  return `curl -sS -X POST '${window.location.origin}/api/v1/audit/remediation-requests/${id}/reconstruct'`;
}
