"use client";

import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { Person } from "@/contracts/people";
import type { PersonTask } from "./person-dialogs";

/** What can be done to an account. */
export function PersonMenu({ person, onTask }: { person: Person; onTask: (task: PersonTask) => void }) {
  const start = (kind: PersonTask["kind"]) => () => onTask({ kind, person });
  return (
    <Menu
      label={`Change ${person.name}`}
      trigger={
        <Button size="sm" icon="down" aria-label={`Change ${person.name}`}>
          Change
        </Button>
      }
    >
      <MenuItem onSelect={start("link")}>Link to set a password…</MenuItem>
      <MenuItem onSelect={start("expiry")}>Set the last day…</MenuItem>
      <MenuItem onSelect={start("sessions")}>Sessions…</MenuItem>
      <MenuSeparator />
      {person.status === "deactivated" ? (
        <MenuItem onSelect={start("reactivate")}>Reactivate…</MenuItem>
      ) : (
        <MenuItem onSelect={start("deactivate")}>Deactivate…</MenuItem>
      )}
    </Menu>
  );
}
