import { expect, it } from "vitest";
import { plainArray, textArray } from "./array-literal";

it("marks what would end an element", () => {
  expect(textArray(['a"b', "c\\d", "", "{e,f}", "NULL"])).toBe('{"a\\"b","c\\\\d","","{e,f}","NULL"}');
});

it("what is not there is not the word for it", () => {
  expect([textArray([null, "null"]), plainArray([null, false])]).toEqual(['{null,"null"}', "{null,false}"]);
});

it("an array without elements is one", () => {
  expect([textArray([]), plainArray([])]).toEqual(["{}", "{}"]);
});

it("plain values stand as they are", () => {
  expect(plainArray([1, "2026-03-04T12:00:00.500000Z"])).toBe("{1,2026-03-04T12:00:00.500000Z}");
});
