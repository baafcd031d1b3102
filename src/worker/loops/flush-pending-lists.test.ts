import { beforeEach, expect, test } from "vitest";
import { systemPrincipal } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { fakeClock } from "@/testing/clock";
import { flushPendingListsLoop } from "./flush-pending-lists";

const ENOUGH = 2 * 1024 * 1024;
const never = new AbortController().signal;
let clock = fakeClock();
let flushes = 0;
let isOut = false;
let stored = 0;
beforeEach(() => {
  clock = fakeClock();
  flushes = 0;
  isOut = false;
  stored = 0;
});

function start() {
  const query = async () => {
    if (isOut) throw new Error("the database is out");
    flushes++;
    return [];
  };
  const ctx = { db: { query }, clock, principal: systemPrincipal } as unknown as Ctx;
  const loop = flushPendingListsLoop(() => stored);
  return () => loop.runOnce(ctx, never);
}

test("a replica that stores nothing asks for nothing", async () => {
  const pass = start();
  await pass();
  clock.advance(60_000);
  await pass();

  expect(flushes).toBe(0);
});

test("much is sorted in at the next pass, little after five seconds", async () => {
  const pass = start();
  stored += ENOUGH;
  await pass();
  expect(flushes).toBe(1);
  stored += 1;
  await pass();
  expect(flushes).toBe(1);
  clock.advance(5000);
  await pass();
  expect(flushes).toBe(2);
  clock.advance(5000);
  await pass();

  expect(flushes).toBe(2);
});

test("what could not be sorted in is tried again", async () => {
  const pass = start();
  stored += ENOUGH;
  isOut = true;
  await expect(pass()).rejects.toThrow("out");
  isOut = false;
  await pass();

  expect(flushes).toBe(1);
});
