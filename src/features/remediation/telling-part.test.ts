import { expect, test } from "vitest";
import { tellingPart } from "./telling-part";

test.each([
  ["rr-b157a3a9e42f-2b14f502", "b157a3a9"],
  ["rr-b157a3a9e42f-2b14f5", "b157a3a9"],
  ["demo/KubePodCrashLooping", "KubePodC"],
  ["rr-1", null],
  ["", null],
])("%j is looked for by %j", (id, part) => {
  expect(tellingPart(id)).toBe(part);
});
