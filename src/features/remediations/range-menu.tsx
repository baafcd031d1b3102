"use client";

import { Button } from "@/components/ui/button";
import { Menu, MenuChoice, MenuLabel } from "@/components/ui/menu";
import { boundWords } from "./query/bounds";
import { useListState } from "./use-list-state";

const PRESETS = [
  { value: "", label: "Any time" },
  { value: "-1h", label: "Last hour" },
  { value: "-24h", label: "Last 24 hours" },
  { value: "-7d", label: "Last 7 days" },
  { value: "-30d", label: "Last 30 days" },
];

/** When the remediations of the list started; the same filter as `since:` and `until:` in the query. */
export function RangeMenu() {
  const { parsed, setQuery } = useListState();
  const query = parsed.isValid ? parsed.query : {};
  return (
    <Menu
      label="Time range"
      trigger={
        <Button variant="quiet" aria-label={`Time range: ${rangeWords(query.since, query.until)}`}>
          <span className="max-narrow:sr-only">{rangeWords(query.since, query.until)}</span>
          <span className="min-narrow:hidden" aria-hidden="true">
            Range
          </span>
        </Button>
      }
    >
      <MenuLabel>Started</MenuLabel>
      <MenuChoice
        value={query.until === undefined ? (query.since ?? "") : "other"}
        onChange={(since) => setQuery({ ...query, since: since || undefined, until: undefined })}
        options={PRESETS}
      />
    </Menu>
  );
}

function rangeWords(since: string | undefined, until: string | undefined): string {
  const preset = PRESETS.find((one) => until === undefined && one.value === (since ?? ""));
  if (preset) return preset.label;
  if (since === undefined) return `Before ${boundWords(until ?? "")}`;
  return until === undefined ? `Since ${boundWords(since)}` : `${boundWords(since)} to ${boundWords(until)}`;
}
