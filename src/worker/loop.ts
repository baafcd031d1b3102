import type { Ctx } from "@/server/infra/context";
import { acquireLease, releaseLease } from "./leader";

export type Loop = {
  name: string;
  /** Pause between passes, milliseconds; each pause varies by a fifth so that replicas don't move in step. */
  everyMs: number;
  /** `leader`: one replica at a time; `each`: every replica. */
  runs: "leader" | "each";
  /** One pass, free of timers. `more` asks for the next pass without a pause. */
  runOnce(ctx: Ctx, signal: AbortSignal): Promise<"more" | "done">;
};

export type LoopsOptions = { loops: readonly Loop[]; contextOf(loop: string): Ctx; holder: string };

const LEASE_TTL_MS = 30_000;

/** Runs loops until stopped; a failing pass is logged and the loop goes on. `stop` lets the current passes end. */
export function startLoops(options: LoopsOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = options.loops.map((loop) => run(loop, options, stopping.signal));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

async function run(loop: Loop, { contextOf, holder }: LoopsOptions, signal: AbortSignal): Promise<void> {
  const ctx = contextOf(loop.name);
  while (!signal.aborted) {
    const next = await pass(loop, ctx, holder, signal);
    if (next === "done") await pause(loop.everyMs * (0.9 + Math.random() * 0.2), signal);
  }
  if (loop.runs === "leader") await releaseLease(ctx, { name: loop.name, holder }).catch(() => {});
}

async function pass(loop: Loop, ctx: Ctx, holder: string, signal: AbortSignal): Promise<"more" | "done"> {
  try {
    if (loop.runs === "leader") {
      const term = await acquireLease(ctx, {
        name: loop.name,
        holder,
        ttlMs: Math.max(LEASE_TTL_MS, loop.everyMs * 2),
      });
      if (term === undefined) return "done";
    }
    return await loop.runOnce(ctx, signal);
  } catch (err) {
    ctx.log.warn({ err, loop: loop.name }, "a pass of a background loop failed");
    return "done";
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
