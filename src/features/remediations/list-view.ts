/** How a reader likes the list: kept in a cookie, not in the address, since it changes nothing of what is shown. */
export type Density = "dense" | "comfortable";

export type ColumnId =
  | "outcome"
  | "signal"
  | "target"
  | "severity"
  | "environment"
  | "workflow"
  | "confidence"
  | "duration"
  | "analysis"
  | "events"
  | "hold"
  | "activity"
  | "started";

export type ListView = { density: Density; hidden: ReadonlySet<ColumnId> };

type Column = { id: ColumnId; name: string; isFixed?: true; isHiddenAtFirst?: true };

export const COLUMNS: readonly Column[] = [
  { id: "outcome", name: "Outcome", isFixed: true },
  { id: "signal", name: "Signal", isFixed: true },
  { id: "target", name: "Target" },
  { id: "severity", name: "Severity", isHiddenAtFirst: true },
  { id: "environment", name: "Environment", isHiddenAtFirst: true },
  { id: "workflow", name: "Workflow" },
  { id: "confidence", name: "Confidence" },
  { id: "duration", name: "Duration" },
  { id: "analysis", name: "Analysis time", isHiddenAtFirst: true },
  { id: "events", name: "Events" },
  { id: "hold", name: "Hold" },
  { id: "activity", name: "Last event", isHiddenAtFirst: true },
  { id: "started", name: "Started", isFixed: true },
];

export const DEFAULT_VIEW: ListView = {
  density: "dense",
  hidden: new Set(COLUMNS.filter((column) => column.isHiddenAtFirst).map((column) => column.id)),
};

/** `dense|severity,analysis`: density, then the hidden columns. Anything else is the default. */
export function parseListView(stored: string | undefined): ListView {
  const [density, hidden] = (stored ?? "").split("|");
  if ((density !== "dense" && density !== "comfortable") || hidden === undefined) return DEFAULT_VIEW;
  const names = hidden.split(",");
  return {
    density,
    hidden: new Set(COLUMNS.filter((one) => !one.isFixed && names.includes(one.id)).map((one) => one.id)),
  };
}

export function formatListView(view: ListView): string {
  return `${view.density}|${[...view.hidden].join(",")}`;
}
