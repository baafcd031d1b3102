import { Phase } from "@/contracts/remediations";

/** A payload cut down to what a timeline can need; never the stored bytes. */
export type Payload = Readonly<Record<string, unknown>>;

const NOTHING: Payload = {};
const TEXT_MAX = 1_000;
const ITEMS_MAX = 40;
const DEPTH_MAX = 4;
/** Characters kept of one payload: bounds memory for trails whose every event is as large as allowed. */
const BUDGET = 6_000;

export function readPayload(json: string | null): Payload {
  if (json === null) return NOTHING;
  return asPayload(shrink(JSON.parse(json), DEPTH_MAX, { left: BUDGET }));
}

const FIGURES = ["duration_ms", "tool_call_index", "step_index"];
const PHASES = ["from_phase", "old_phase", "to_phase", "new_phase"];
/** Phases of remediations and of analyses. */
const PHASE_NAMES: ReadonlySet<unknown> = new Set([...Phase.options, "Investigating"]);

/** What a timeline measures times and orders by, and nothing that a payload says in words but the phases that are known. */
export function figuresOf(payload: Payload): Payload {
  const figures = FIGURES.filter((key) => numberOf(payload, key) !== undefined);
  const phases = PHASES.filter((key) => PHASE_NAMES.has(payload[key]));
  const gate = payload.prompt_length === 0 ? [["prompt_length", 0] as const] : [];
  return Object.fromEntries([...[...figures, ...phases].map((key) => [key, payload[key]] as const), ...gate]);
}

export function childOf(payload: Payload, key: string): Payload {
  return asPayload(payload[key]);
}

/** A non-empty text on one line, without characters that move or hide others. */
export function textOf(payload: Payload, key: string, max = 240): string | undefined {
  const value = payload[key];
  if (typeof value !== "string") return undefined;
  const text = plain(value, max);
  return text === "" ? undefined : text;
}

export function numberOf(payload: Payload, key: string): number | undefined {
  const value = payload[key];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function flagOf(payload: Payload, key: string): boolean | undefined {
  const value = payload[key];
  return typeof value === "boolean" ? value : undefined;
}

export function textsOf(payload: Payload, key: string): string[] {
  const value = payload[key];
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is string => typeof item === "string").map((item) => plain(item, 120));
}

/** One line of plain text: control and direction-changing characters become spaces, long text ends in an ellipsis. */
export function plain(text: string, max = 240): string {
  const line = text
    .slice(0, max * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();
  if (line.length <= max) return line;
  const cut = line.slice(0, max - 1);
  const word = cut.lastIndexOf(" ");
  return `${(word > max * 0.6 ? cut.slice(0, word) : cut).replace(/[\s,;:.\ud800-\udbff]+$/u, "")}…`;
}

/** The first sentences of a text that fit, never cut inside a sentence unless the first alone is too long. */
export function opening(text: string, max: number): string {
  const line = plain(text, TEXT_MAX);
  if (line.length <= max) return line;
  let end = 0;
  for (const stop of line.matchAll(/[.!?](?= )/g)) {
    if (stop.index + 1 > max) break;
    end = stop.index + 1;
  }
  return end > 0 ? line.slice(0, end) : plain(line, max);
}

function asPayload(value: unknown): Payload {
  return isRecord(value) ? value : NOTHING;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shrink(value: unknown, depth: number, budget: { left: number }): unknown {
  if (typeof value === "string") {
    const kept = value.slice(0, Math.min(TEXT_MAX, Math.max(budget.left, 0)));
    budget.left -= kept.length;
    return kept;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0 || budget.left <= 0) return undefined;
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map((item) => shrink(item, depth - 1, budget));
  const kept = Object.entries(value).slice(0, ITEMS_MAX);
  // Made from entries, so that a key named __proto__ stays an ordinary key.
  return Object.fromEntries(
    kept.map(([key, item]) => {
      budget.left -= key.length;
      return [key.slice(0, 100), shrink(item, depth - 1, budget)];
    }),
  );
}
