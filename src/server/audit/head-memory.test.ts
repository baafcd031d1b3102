import { describe, expect, test } from "vitest";
import { HeadMemory } from "./head-memory";

const head = (correlationId: string, chainSeq: number) => ({
  correlationId,
  chainSeq,
  headHash: String(chainSeq),
  rebuildCount: 0,
  claims: {},
});
const positions = (memory: HeadMemory, ...ids: string[]) => {
  const heads = memory.recall(ids);
  return heads && ids.map((id) => heads.get(id)?.chainSeq);
};

describe("heads", () => {
  test("are as they were learnt; what was never met is new", () => {
    const memory = new HeadMemory();
    memory.learn([head("a", 3)]);
    memory.learn([head("a", 4)]);

    expect(positions(memory, "a", "b")).toEqual([4, 0]);
  });

  test("are as they will be from the moment they are sent", async () => {
    const memory = new HeadMemory();
    const sent = memory.follow([head("a", 5)], () => Promise.resolve("done"));

    expect(positions(memory, "a")).toEqual([5]);
    expect(await sent).toBe("done");
    expect(positions(memory, "a")).toEqual([5]);
  });

  test("are nobody's guess after what was sent has failed, until they are learnt", async () => {
    const memory = new HeadMemory();
    await expect(memory.follow([head("a", 5)], () => Promise.reject(new Error("no")))).rejects.toThrow("no");

    expect(positions(memory, "b")).toEqual([0]);
    expect(positions(memory, "b", "a")).toBeUndefined();
    memory.learn([head("a", 4)]);
    expect(positions(memory, "a")).toEqual([4]);
  });

  test("are kept up to a number of them, the last written the longest", () => {
    const memory = new HeadMemory();
    memory.learn(Array.from({ length: 5000 }, (_, n) => head(`a${n}`, 1)));
    memory.learn([head("a0", 2), head("b", 1)]);

    expect(positions(memory, "a0", "a1", "b")).toEqual([2, 1, 1]);
    memory.learn(Array.from({ length: 4998 }, (_, n) => head(`c${n}`, 1)));
    expect(positions(memory, "a0", "a1", "b")).toEqual([2, 0, 1]);
  });
});

test("where it is often wrong it is asked less often, and more often again where it is right", () => {
  const memory = new HeadMemory();
  const declined = () => {
    let count = 0;
    while (memory.recall(["a"]) === undefined) count++;
    return count;
  };

  const afterEachMistake = [1, 2, 3, 4, 5, 6, 7, 8].map(() => {
    memory.wasWrong();
    return declined();
  });
  for (let right = 0; right < 6; right++) memory.wasRight();
  memory.wasWrong();

  expect(afterEachMistake).toEqual([1, 3, 7, 15, 31, 63, 63, 63]);
  expect(declined()).toBe(1);
});

describe("a reservation", () => {
  test("begins when all that was sent for its chains has ended, well or not, and ends with its work", async () => {
    const memory = new HeadMemory();
    const order: string[] = [];
    const [first, second, other] = [gate(), gate(), gate()];
    const sent = [
      memory.follow([head("a", 1)], () => first.opened),
      memory.follow([head("b", 1), head("c", 1)], () => second.opened),
      memory.follow([head("b", 2)], () => other.opened),
    ];
    const outcomes = Promise.allSettled(sent);
    const reserved = memory.reserve(new Set(["a", "c"]), async () => {
      order.push("work");
      await turns();
      order.push("done");
    });
    const waiting = memory.unreserved(new Set(["x", "c"])).then(() => order.push("c is free"));
    await memory.unreserved(new Set(["b"]));
    order.push("b was free");

    first.open();
    await turns();
    order.push("one has ended");
    second.fail();
    await Promise.all([reserved, waiting]);
    other.open();
    await outcomes;

    expect(order).toEqual(["b was free", "one has ended", "work", "done", "c is free"]);
  });

  test("that fails sets its chains free", async () => {
    const memory = new HeadMemory();
    await expect(memory.reserve(new Set(["a"]), () => Promise.reject(new Error("no")))).rejects.toThrow("no");

    await memory.unreserved(new Set(["a"]));
  });

  test("of whoever came later is waited for, too", async () => {
    const memory = new HeadMemory();
    const [first, second] = [gate(), gate()];
    const reservations = [
      memory.reserve(new Set(["a"]), () => first.opened),
      memory.reserve(new Set(["a"]), () => second.opened),
    ];
    let isFree = false;
    const waiting = memory.unreserved(new Set(["a"])).then(() => {
      isFree = true;
    });

    first.open();
    await turns();
    expect(isFree).toBe(false);
    second.open();
    await Promise.all([waiting, ...reservations]);
  });
});

function gate() {
  let open = () => {};
  let fail = () => {};
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = () => reject(new Error("failed"));
  });
  return { opened, open: () => open(), fail: () => fail() };
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 5));
