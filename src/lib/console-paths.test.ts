import { expect, test } from "vitest";
import { remediationIdIn, remediationPath } from "./console-paths";

test.each(["rr-1", "rr-a%25b", "rr-a%b", "rr-50% done", "a/b?c#d", "ä"])("the address of %s leads back to it", (id) => {
  const segment = remediationPath(id).slice("/remediations/".length);

  expect(segment).not.toMatch(/[/?#]/);
  expect(remediationIdIn(segment)).toBe(id);
});
