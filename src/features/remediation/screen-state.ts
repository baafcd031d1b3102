import type { LaneId } from "@/contracts/timeline";
import { isLaneId } from "./lanes";

export const TABS = ["timeline", "events", "integrity", "reconstruct"] as const;
export type Tab = (typeof TABS)[number];

/** Everything that changes what the remediation pages show. It lives in the address and nowhere else. */
export type ScreenState = {
  tab: Tab;
  /** The open event. */
  eventId: string | null;
  isIdleFolded: boolean;
  /** Starts of the idle stretches that the reader opened one by one, in milliseconds. */
  unfolded: ReadonlySet<number>;
  areTurnsFolded: boolean;
  /** Parts of lanes whose turns were opened one by one. */
  openSublanes: ReadonlySet<string>;
  closedLanes: ReadonlySet<LaneId>;
  isPathShown: boolean;
  /** The stretch in view; null shows everything. */
  view: { fromMs: number; toMs: number } | null;
  /** Filters of the events table. */
  lane: LaneId | null;
  isFailedOnly: boolean;
  text: string;
  /** The chosen line of the reconstructed document, from 1. */
  line: number | null;
  /** Shows the object as existing clients get it instead of the documents with their sources. */
  isContractShown: boolean;
};

/** Reads the state from an address; what it does not understand counts as absent. */
export function readScreenState(params: URLSearchParams): ScreenState {
  const lane = params.get("lane");
  return {
    tab: TABS.find((tab) => tab === params.get("tab")) ?? "timeline",
    eventId: params.get("e"),
    isIdleFolded: params.get("idle") !== "open",
    unfolded: new Set(list(params.get("unfold")).map(Number).filter(Number.isFinite)),
    areTurnsFolded: params.get("turns") !== "open",
    openSublanes: new Set(list(params.get("parts"))),
    closedLanes: new Set(list(params.get("closed")).filter(isLaneId)),
    isPathShown: params.get("path") !== "off",
    view: readView(params.get("view")),
    lane: isLaneId(lane) ? lane : null,
    isFailedOnly: params.get("only") === "failures",
    text: params.get("q") ?? "",
    line: positive(params.get("line")),
    isContractShown: params.get("doc") === "contract",
  };
}

/** Writes a change into the parameters of an address. Defaults are left out, foreign parameters stay. */
export function writeScreenState(params: URLSearchParams, change: Partial<ScreenState>): void {
  const state = { ...readScreenState(params), ...change };
  const values: Record<string, string | null> = {
    tab: state.tab === "timeline" ? null : state.tab,
    e: state.eventId,
    idle: state.isIdleFolded ? null : "open",
    unfold: joined(state.unfolded),
    turns: state.areTurnsFolded ? null : "open",
    parts: joined(state.openSublanes),
    closed: joined(state.closedLanes),
    path: state.isPathShown ? null : "off",
    view: state.view === null ? null : `${Math.round(state.view.fromMs)}-${Math.round(state.view.toMs)}`,
    lane: state.lane,
    only: state.isFailedOnly ? "failures" : null,
    q: state.text === "" ? null : state.text,
    line: state.line === null ? null : String(state.line),
    doc: state.isContractShown ? "contract" : null,
  };
  for (const [name, value] of Object.entries(values)) {
    if (value === null) params.delete(name);
    else params.set(name, value);
  }
}

/** The next state with the sets of the previous one wherever they hold the same. */
export function keepEqualParts(previous: ScreenState, next: ScreenState): ScreenState {
  return {
    ...next,
    unfolded: same(previous.unfolded, next.unfolded),
    openSublanes: same(previous.openSublanes, next.openSublanes),
    closedLanes: same(previous.closedLanes, next.closedLanes),
  };
}

function same<Item>(previous: ReadonlySet<Item>, next: ReadonlySet<Item>): ReadonlySet<Item> {
  const isEqual = previous.size === next.size && [...next].every((item) => previous.has(item));
  return isEqual ? previous : next;
}

function readView(text: string | null): ScreenState["view"] {
  const match = /^(\d{1,12})-(\d{1,12})$/.exec(text ?? "");
  if (match === null) return null;
  const [fromMs, toMs] = [Number(match[1]), Number(match[2])];
  return fromMs < toMs ? { fromMs, toMs } : null;
}

function positive(text: string | null): number | null {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : null;
}

const list = (text: string | null) => (text === null || text === "" ? [] : text.split(","));
const joined = (values: ReadonlySet<string | number>) => (values.size === 0 ? null : [...values].join(","));
