import { describe, expect, it } from "vitest";
import { createGroupCommit, type GroupCommitOptions } from "./group-commit";
import type { Submission } from "./waiting-line";

type Gate = { open(): void; isOpen: Promise<void> };

function gate(): Gate {
  let open = () => {};
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, isOpen };
}

function setup(overrides: Partial<GroupCommitOptions<string, string>> = {}) {
  const groups: string[][] = [];
  const gates: Gate[] = [];
  const commit = async (group: readonly Submission<string>[]): Promise<string[]> => {
    const names = group.map(({ value }) => value);
    groups.push(names);
    const own = gate();
    gates.push(own);
    await own.isOpen;
    if (names.includes("bad")) throw new Error("bad data");
    return names.map((name) => `${name} stored`);
  };
  const groupCommit = createGroupCommit<string, string>({
    commit,
    isOfTheData: (error) => error instanceof Error && error.message === "bad data",
    lanes: 1,
    groupEventsMax: 100,
    groupBytesMax: 1000,
    queuedBytesMax: 1000,
    waitMs: 3000,
    ...overrides,
  });
  const submit = (item: string, caller = "a", bytes = 10) =>
    groupCommit.submit({ value: item, events: 1, bytes, caller });
  const openAll = async () => {
    while (gates.length > 0) {
      gates.shift()?.open();
      await new Promise(setImmediate);
    }
  };
  return { groups, submit, openAll, groupCommit };
}

describe("group commit", () => {
  it("starts an idle process's only write at once", () => {
    const { groups, submit } = setup();

    void submit("one");

    expect(groups).toEqual([["one"]]);
  });

  it("commits what arrives during a transaction together in the next", async () => {
    const { groups, submit, openAll } = setup();

    const answers = Promise.all([submit("one"), submit("two"), submit("three")]);
    await openAll();

    expect(await answers).toEqual(["one stored", "two stored", "three stored"]);
    expect(groups).toEqual([["one"], ["two", "three"]]);
  });

  it("fails the submission with bad data alone", async () => {
    const { submit, openAll } = setup();

    const answers = Promise.allSettled([submit("first"), submit("good"), submit("bad"), submit("fine")]);
    await openAll();

    expect((await answers).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  });

  it("lets callers take turns", async () => {
    const { groups, submit, openAll } = setup({ groupEventsMax: 1 });

    const answers = Promise.all([submit("a1"), submit("a2"), submit("a3"), submit("b1", "b")]);
    await openAll();
    await answers;

    expect(groups.flat()).toEqual(["a1", "a2", "b1", "a3"]);
  });

  it("refuses more bytes than it may queue and stays usable", async () => {
    const { submit, openAll } = setup({ queuedBytesMax: 25 });

    const answers = Promise.allSettled([submit("one"), submit("two"), submit("three"), submit("four")]);
    await openAll();

    expect((await answers).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected"]);
    const later = submit("later");
    await openAll();
    expect(await later).toBe("later stored");
  });

  it("refuses what waited too long instead of committing it late", async () => {
    let time = 0;
    const { submit, openAll, groups } = setup({ now: () => time });

    const answers = Promise.allSettled([submit("one"), submit("two")]);
    time = 3001;
    await openAll();

    expect((await answers).map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(groups).toEqual([["one"]]);
  });

  it("is drained when the last transaction has ended", async () => {
    const { submit, openAll, groupCommit } = setup();
    const order: string[] = [];

    const answer = submit("one").then(() => order.push("answered"));
    const drained = groupCommit.drained().then(() => order.push("drained"));
    await openAll();
    await Promise.all([answer, drained]);

    expect(order).toEqual(["answered", "drained"]);
  });
});

describe("a further lane", () => {
  const extraLane = { submissions: 9, events: 3, afterMs: 15 };

  it("is not opened for few events, which then go together", async () => {
    const { groups, submit, openAll } = setup({ lanes: 2, extraLane });

    const answers = Promise.all(["one", "two", "three"].map((item) => submit(item)));
    expect(groups).toEqual([["one"]]);
    await openAll();

    await answers;
    expect(groups).toEqual([["one"], ["two", "three"]]);
  });

  it("is opened for many events", async () => {
    const { groups, submit, openAll } = setup({ lanes: 2, extraLane });

    const answers = Promise.all(["one", "two", "three", "four"].map((item) => submit(item)));
    expect(groups).toEqual([["one"], ["two", "three", "four"]]);
    await openAll();

    await answers;
  });

  it("is opened for a write that has waited, however long the other lane takes", async () => {
    const { groups, submit, openAll } = setup({ lanes: 2, extraLane: { submissions: 9, events: 3, afterMs: 1 } });

    const answers = Promise.all(["one", "two"].map((item) => submit(item)));
    await expect.poll(() => groups.length, { interval: 1 }).toBe(2);
    await openAll();

    await answers;
  });
});

it("lets what arrives at the same moment go into the first group", async () => {
  const { groups, submit, openAll } = setup({ gather: setImmediate });

  const answers = Promise.all(["one", "two"].map((item) => submit(item)));
  await new Promise(setImmediate);
  await openAll();

  await answers;
  expect(groups).toEqual([["one", "two"]]);
});
