import { OUTCOME_LOOKS, outcomeLook } from "@/components/ui/outcome";
import { visibleLine } from "@/lib/visible-text";

/** A field whose values are chosen from a list: `severity:(critical or high)`. */
export type ValueField =
  | "outcome"
  | "severity"
  | "environment"
  | "namespace"
  | "cluster"
  | "signal"
  | "workflow"
  | "approval"
  | "targetKind";

/** A field that is true or false: `held:yes`. */
export type FlagField = "held" | "open";

/** A bound on the start: `since:-24h`, `until:2026-06-05`. */
export type BoundField = "since" | "until";

export type Field = ValueField | FlagField | BoundField;

type FieldLook = {
  /** How the query box calls it. */
  word: string;
  /** How chips and facets call it. */
  label: string;
  kind: "values" | "flag" | "bound";
  /** The only values there are. */
  closed?: readonly string[];
  /** Words for values in which the stored text would not do. */
  words?: (value: string) => string;
};

const APPROVAL_WORDS: Readonly<Record<string, string>> = {
  none: "not needed",
  requested: "waits for a person",
  approved: "approved",
  rejected: "rejected",
  expired: "expired",
};

const FLAG_WORDS = {
  held: { true: "held", false: "not held" },
  open: { true: "open", false: "ended" },
} satisfies Record<FlagField, Record<"true" | "false", string>>;

/** Every field, in the order in which facets and chips stand. */
export const FIELDS: Readonly<Record<Field, FieldLook>> = {
  open: { word: "open", label: "State", kind: "flag" },
  outcome: {
    word: "outcome",
    label: "Outcome",
    kind: "values",
    closed: Object.keys(OUTCOME_LOOKS),
    words: (value) => outcomeLook(value).word,
  },
  severity: { word: "severity", label: "Severity", kind: "values" },
  environment: { word: "environment", label: "Environment", kind: "values" },
  approval: {
    word: "approval",
    label: "Approval",
    kind: "values",
    closed: Object.keys(APPROVAL_WORDS),
    words: (value) => APPROVAL_WORDS[value] ?? value,
  },
  held: { word: "held", label: "Legal hold", kind: "flag" },
  workflow: { word: "workflow", label: "Workflow", kind: "values" },
  signal: { word: "signal", label: "Signal", kind: "values" },
  targetKind: { word: "kind", label: "Target kind", kind: "values" },
  namespace: { word: "namespace", label: "Namespace", kind: "values" },
  cluster: { word: "cluster", label: "Cluster", kind: "values" },
  since: { word: "since", label: "Started", kind: "bound" },
  until: { word: "until", label: "Started", kind: "bound" },
};

export const FIELD_ORDER = Object.keys(FIELDS) as Field[];

const ABSENT_WORDS: Partial<Record<Field, string>> = { workflow: "none chosen", cluster: "not reported" };

/** A stored value as people read it. */
export function valueWords(field: Field, value: string): string {
  if (field === "held" || field === "open") return FLAG_WORDS[field][value === "true" ? "true" : "false"];
  if (value === "") return ABSENT_WORDS[field] ?? "not recorded";
  return FIELDS[field].words?.(value) ?? visibleLine(value);
}

export function fieldOfWord(word: string): Field | undefined {
  const wanted = word.toLowerCase();
  return FIELD_ORDER.find((field) => FIELDS[field].word === wanted);
}

/** The stored form of a value of a closed set, whatever its case, or of the word that chips show for it. */
export function closedValue(field: Field, text: string): string | undefined {
  const wanted = text.toLowerCase();
  const closed = FIELDS[field].closed;
  if (!closed) return text;
  return closed.find((value) => value.toLowerCase() === wanted || valueWords(field, value).toLowerCase() === wanted);
}

export function isValueField(field: Field): field is ValueField {
  return FIELDS[field].kind === "values";
}
