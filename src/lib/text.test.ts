import { expect, test } from "vitest";
import { compareCodePoints } from "./text";

test("texts are ordered like their UTF-8 bytes", () => {
  const texts = ["", "a", "ab", "b", "é", "\ud7ff", "\ue000", "ｒ", "\uffff", "😀", "😀a", "😁", "\u{10ffff}"];

  const shuffled = [...texts.slice(7), ...texts.slice(0, 7).reverse()];
  expect(shuffled.toSorted(compareCodePoints)).toEqual(texts);
  expect(
    shuffled
      .map((text) => Buffer.from(text))
      .toSorted(Buffer.compare)
      .map(String),
  ).toEqual(texts);
});
