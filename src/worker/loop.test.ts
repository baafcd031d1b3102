import { describe, expect, it } from "vitest";
import { systemPrincipal } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { silentLog } from "@/server/infra/log";
import { type Loop, startLoops } from "./loop";

function contextOf(): Ctx {
  const refuse = () => Promise.reject(new Error("no database here"));
  const stream = () => (async function* () {})();
  const db = {
    query: refuse,
    one: refuse,
    tx: refuse,
    stream,
    copyIn: refuse,
    answerWithCommit: () => {},
    pipeline: refuse,
  };
  return { db, clock: { now: () => new Date() }, log: silentLog, principal: systemPrincipal, requestId: "loop" };
}

const start = (loop: Omit<Loop, "name" | "everyMs">) =>
  startLoops({ loops: [{ name: "test", everyMs: 1, ...loop }], contextOf, holder: "a" });

describe("a loop", () => {
  it("goes on after a pass that failed", async () => {
    let passes = 0;
    const loops = await new Promise<{ stop(): Promise<void> }>((resolve) => {
      const started = start({
        runs: "each",
        async runOnce() {
          passes++;
          if (passes === 3) resolve(started);
          throw new Error("this pass fails");
        },
      });
    });
    await loops.stop();

    expect(passes).toBeGreaterThanOrEqual(3);
  });

  it("lets the current pass end when it is stopped", async () => {
    let isEnded = false;
    const loops = await new Promise<{ stop(): Promise<void> }>((resolve) => {
      const started = start({
        runs: "each",
        async runOnce(_, signal) {
          resolve(started);
          await new Promise<void>((end) => signal.addEventListener("abort", () => setImmediate(end)));
          isEnded = true;
          return "done";
        },
      });
    });

    await loops.stop();

    expect(isEnded).toBe(true);
  });

  it("does not run a leader's work while the leadership can't be asked for", async () => {
    let passes = 0;
    const loops = start({
      runs: "leader",
      async runOnce() {
        passes++;
        return "done";
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await loops.stop();

    expect(passes).toBe(0);
  });
});
