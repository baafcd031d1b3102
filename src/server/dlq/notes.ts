import type { Valkey } from "@/server/infra/valkey";
import { forgetNotesScript } from "./scripts";

/** Removes notes that still hold these values: one that was set anew in the meantime stays. */
export async function forgetNotes(
  valkey: Valkey,
  notes: readonly { key: string; value: string | number }[],
): Promise<void> {
  if (notes.length === 0) return;
  await forgetNotesScript(
    valkey.client,
    notes.map(({ key }) => key),
    notes.map(({ value }) => value),
  );
}
