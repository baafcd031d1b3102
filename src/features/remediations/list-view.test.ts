import { expect, test } from "vitest";
import { DEFAULT_VIEW, formatListView, type ListView, parseListView } from "./list-view";

test("a stored view comes back as it was", () => {
  const view: ListView = { density: "comfortable", hidden: new Set(["events", "hold"]) };

  expect(parseListView(formatListView(view))).toEqual(view);
  expect(parseListView(formatListView({ ...view, hidden: new Set() }))).toEqual({ ...view, hidden: new Set() });
});

test.each([undefined, "", "dense", "wide|events", "|"])("%s gives the default view", (stored) => {
  expect(parseListView(stored)).toBe(DEFAULT_VIEW);
});

test("a fixed column can't be hidden by what is stored", () => {
  expect(parseListView("dense|signal,events").hidden).toEqual(new Set(["events"]));
});
