import type { QueueStatus } from "@/contracts/system";
import { within } from "@/lib/within";
import { requireScope } from "@/server/auth";
import { DLQ_KINDS, dlqDepth } from "@/server/dlq";
import type { Ctx } from "@/server/infra/context";
import { queueState } from "@/server/infra/queue-state";

const ANSWER_MS = 1000;
const unknown = { entries: null, deadLetters: null, oldestAgeSeconds: null };

/**
 * How the safety net is, and what lies in it; the latter concerns the whole store, so no limited caller is told. It answers
 * whatever state Valkey is in.
 */
export async function getQueueStatus(ctx: Ctx): Promise<QueueStatus> {
  requireScope(ctx, "audit:read");
  const { valkey } = ctx;
  const state = await within(ANSWER_MS, queueState(valkey)).catch(() => ({
    isConfigured: true,
    isUp: false,
    trust: "unknown" as const,
  }));
  if (valkey === undefined || !state.isUp || ctx.principal.limits?.has("audit:read")) return { ...state, ...unknown };
  try {
    const depths = await within(ANSWER_MS, Promise.all(DLQ_KINDS.map((kind) => dlqDepth(valkey, kind))));
    const oldest = depths.flatMap(({ oldestMs }) => oldestMs ?? []);
    const age = oldest.length === 0 ? null : Math.round((ctx.clock.now().getTime() - Math.min(...oldest)) / 1000);
    return {
      ...state,
      entries: sum(depths.map(({ entries }) => entries)),
      deadLetters: sum(depths.map(({ deadLetters }) => deadLetters)),
      oldestAgeSeconds: age === null ? null : Math.max(0, age),
    };
  } catch {
    return { ...state, ...unknown };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
