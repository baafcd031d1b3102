import { expect, test } from "vitest";
import { visibleLine, visibleText } from "./visible-text";

test("characters that turn a line around are shown instead of obeyed", () => {
  expect(visibleText("\u202eevil\u202c")).toBe("\\u202eevil\\u202c");
});

test("zero-width and control characters can be seen", () => {
  expect(visibleText("a\u200bb\u0007c\ufeff")).toBe("a\\u200bb\\u0007c\\ufeff");
});

test("ordinary text of any script stays as it is", () => {
  const text = "line 1\nline 2\tقهوة 日本語 é 🚀 <b>&amp;";

  expect(visibleText(text)).toBe(text);
});

test("on one line the breaks are written out, so that an id never looks like another", () => {
  expect(visibleLine("rr-1\n2\t\u202e3")).toBe("rr-1\\n2\\t\\u202e3");
});
