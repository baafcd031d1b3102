import { expect, test } from "vitest";
import { keepEqualParts, readScreenState, type ScreenState, writeScreenState } from "./screen-state";

function write(change: Partial<ScreenState>, before = ""): URLSearchParams {
  const params = new URLSearchParams(before);
  writeScreenState(params, change);
  return params;
}

test("a plain address is the timeline with everything folded", () => {
  const state = readScreenState(new URLSearchParams());

  expect(state).toMatchObject({
    tab: "timeline",
    eventId: null,
    isIdleFolded: true,
    areTurnsFolded: true,
    isPathShown: true,
  });
  expect(write(state).toString()).toBe("");
});

test("every part of the state survives the way through the address", () => {
  const change: Partial<ScreenState> = {
    tab: "events",
    eventId: "c9576446-8c8b-4f0e-9a44-1a310dad7b52",
    isIdleFolded: false,
    unfolded: new Set([71_000, 195_000]),
    areTurnsFolded: false,
    openSublanes: new Set(["analysis.root_cause"]),
    closedLanes: new Set(["analysis"] as const),
    isPathShown: false,
    view: { fromMs: 1_000, toMs: 9_000 },
    lane: "approval",
    isFailedOnly: true,
    text: "a & b",
    line: 21,
  };
  const written = write(change, "tz=Europe%2FBerlin");

  const state = readScreenState(new URLSearchParams(written.toString()));

  expect(write(state, written.toString()).toString()).toBe(written.toString());
  expect(written.get("tz")).toBe("Europe/Berlin");
  expect(state.unfolded).toEqual(new Set([71_000, 195_000]));
  expect(state.view).toEqual({ fromMs: 1_000, toMs: 9_000 });
});

test("words that mean nothing are ignored", () => {
  const state = readScreenState(new URLSearchParams("tab=x&lane=y&view=9-1&line=-3&closed=,nope&unfold=a"));

  expect(state).toMatchObject({ tab: "timeline", lane: null, view: null, line: null });
  expect(state.closedLanes.size).toBe(0);
  expect(state.unfolded.size).toBe(0);
});

test("opening an event leaves the sets of the state as they are", () => {
  const before = readScreenState(new URLSearchParams("closed=analysis&unfold=1,2"));

  const after = keepEqualParts(before, readScreenState(new URLSearchParams("closed=analysis&unfold=2,1&parts=x&e=1")));

  expect(after.closedLanes).toBe(before.closedLanes);
  expect(after.unfolded).toBe(before.unfolded);
  expect(after.openSublanes).toEqual(new Set(["x"]));
  expect(after.eventId).toBe("1");
});
