import { describe, expect, it } from "vitest";
import { createMarks } from "./marks";
import type { BatchReceipt } from "./receipts";

function setup(max = 100) {
  const sent: BatchReceipt[][] = [];
  const state = { isOut: false };
  const marks = createMarks(async (receipts) => {
    if (state.isOut) throw new Error("out");
    sent.push(receipts);
  }, max);
  return { marks, sent, state };
}

describe("marks", () => {
  it("are sent once", async () => {
    const { marks, sent } = setup();
    marks.put({ batchKey: "a", generation: 1 });

    await marks.flush();
    await marks.flush();

    expect(sent).toMatchObject([[{ batchKey: "a", generation: 1 }]]);
    expect(marks.get("a")).toBeUndefined();
  });

  it("stay until they could be sent", async () => {
    const { marks, sent, state } = setup();
    state.isOut = true;
    marks.put({ batchKey: "a", generation: 1 });
    await marks.flush();
    expect(marks.get("a")).toBe(1);

    state.isOut = false;
    await marks.flush();

    expect(sent).toHaveLength(1);
  });

  it("hold the newest generation of a batch", async () => {
    const { marks, sent } = setup();
    marks.put({ batchKey: "a", generation: 2 });
    marks.put({ batchKey: "a", generation: 1 });

    await marks.flush();

    expect(sent).toMatchObject([[{ batchKey: "a", generation: 2 }]]);
  });

  it("never grow beyond their bound in an outage, and the oldest go first", async () => {
    const { marks, sent, state } = setup(1000);
    state.isOut = true;
    for (let n = 0; n < 5000; n++) marks.put({ batchKey: `k${n}`, generation: n });
    await marks.flush();

    state.isOut = false;
    await marks.flush();

    expect(sent.flat()).toHaveLength(1000);
    expect(sent.flat()[0]?.batchKey).toBe("k4000");
  });
});
