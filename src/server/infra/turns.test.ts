import { describe, expect, it } from "vitest";
import { inPieces, turn } from "./turns";

/** Keeps the thread busy, milliseconds. */
function work(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}

/** Passes of the event loop until the promise is settled. */
async function passesUntil(done: Promise<unknown>): Promise<number> {
  let passes = 0;
  let isDone = false;
  void done.then(() => {
    isDone = true;
  });
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    passes++;
  }
  return passes;
}

describe("turns", () => {
  it("are given one in each pass of the event loop", async () => {
    const all = Promise.all(Array.from({ length: 5 }, () => turn()));

    expect(await passesUntil(all)).toBeGreaterThanOrEqual(5);
  });

  it("do each item of a long work once, in order, and let others in between", async () => {
    const items = Array.from({ length: 64 }, (_, index) => index);
    const done: number[] = [];
    const passes = await passesUntil(
      inPieces(items, (item, index) => {
        work(0.25);
        done.push(item);
        expect(index).toBe(item);
      }),
    );

    expect(done).toEqual(items);
    expect(passes).toBeGreaterThanOrEqual(4);
  });

  it("put nothing off for a short work", () => {
    const done: number[] = [];
    void inPieces([1, 2, 3], (item) => done.push(item));

    expect(done).toEqual([1, 2, 3]);
  });

  it("go to what has begun before what is new", async () => {
    const order: string[] = [];
    const begun = inPieces(Array.from({ length: 48 }), () => work(0.2)).then(() => order.push("begun"));
    const fresh = turn().then(() => order.push("new"));
    await Promise.all([begun, fresh]);

    expect(order).toEqual(["begun", "new"]);
  });

  it("go on after work that throws", async () => {
    await expect(
      inPieces([1], () => {
        throw new Error("bad item");
      }),
    ).rejects.toThrow("bad item");

    await expect(turn()).resolves.toBeUndefined();
  });
});
