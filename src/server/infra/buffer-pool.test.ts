import { expect, test } from "vitest";
import { giveBuffer, takeBuffer } from "./buffer-pool";

test("a large buffer that was given back is given out again, and to one at a time", () => {
  const first = takeBuffer(100_000);
  giveBuffer(first);
  giveBuffer(first);
  const [second, third] = [takeBuffer(90_000), takeBuffer(90_000)];

  expect(second.buffer).toBe(first.buffer);
  expect(third.buffer).not.toBe(first.buffer);
  expect([first.length, second.length]).toEqual([100_000, 90_000]);
});

test("a part of it gives back the whole", () => {
  const whole = takeBuffer(200_000);
  giveBuffer(whole.subarray(5, 10));

  expect(takeBuffer(200_000).buffer).toBe(whole.buffer);
});

test("what is small, huge or of somebody else is never given out again", () => {
  const others = [takeBuffer(100), takeBuffer(9_000_000), Buffer.alloc(100_000), Buffer.from("shared")];
  for (const other of others) giveBuffer(other);
  const taken = [takeBuffer(100), takeBuffer(9_000_000), takeBuffer(100_000)].map(({ buffer }) => buffer);

  expect(taken).not.toContain(others[1]?.buffer);
  expect(taken).not.toContain(others[2]?.buffer);
});

test("no more is kept than there is room for", () => {
  const many = Array.from({ length: 20 }, () => takeBuffer(4_000_000));
  for (const one of many) giveBuffer(one);
  const again = new Set(Array.from({ length: 20 }, () => takeBuffer(4_000_000).buffer));

  expect(many.filter(({ buffer }) => again.has(buffer)).length).toBeLessThanOrEqual(8);
});
