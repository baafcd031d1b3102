import { expect, test } from "vitest";
import { joinPath, shortPath } from "./json-path";

const deep = (steps: readonly (string | number)[]) => steps.reduce<string>(joinPath, "event_data");

test("a path of few steps is shown whole", () => {
  const path = deep(Array<string>(19).fill("a.b"));

  expect(shortPath(path)).toBe(path);
});

test("a very deep path is shown without its middle, whatever its steps are", () => {
  const path = deep([0, 'x "y]', ...Array<string>(200).fill("a"), "last"]);

  expect(shortPath(path)).toBe(`event_data[0]["x \\"y]"]${".a".repeat(7)}…${".a".repeat(9)}.last`);
});
