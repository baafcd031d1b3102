import type { AgentTurn } from "@/contracts/timeline";
import { numberOf, textOf } from "./payload";
import { isGate, type PlacedEvent } from "./trail-event";

type Draft = Omit<AgentTurn, "toMs"> & { toMs: number | undefined };

/** Turns of one part of an investigation: each begins with a model request and owns the tool calls before the next one. */
export function agentTurns(events: readonly PlacedEvent[], firstIndex: number, endMs: number): AgentTurn[] {
  const turns: Draft[] = [];
  for (const event of events) {
    const turn = turns.at(-1);
    if (event.type === "aiagent.llm.request" && !isGate(event)) {
      if (turn !== undefined) turn.toMs ??= event.offsetMs;
      turns.push(begin(event, firstIndex + turns.length));
    } else if (event.type === "aiagent.llm.response" && turn !== undefined) {
      turn.toMs ??= event.offsetMs;
      turn.tokens ??= wholeNumber(numberOf(event.payload, "tokens_used"));
    } else if (event.type === "aiagent.llm.tool_call" && turn !== undefined) {
      turn.toolCalls.push({ event: event.n, name: textOf(event.payload, "tool_name", 80) ?? "unnamed tool" });
    }
  }
  return turns.map((turn) => ({ ...turn, toMs: turn.toMs ?? Math.max(endMs, turn.fromMs) }));
}

function begin(event: PlacedEvent, index: number): Draft {
  return { index, fromMs: event.offsetMs, toMs: undefined, event: event.n, toolCalls: [], tokens: null };
}

function wholeNumber(value: number | undefined): number | null {
  return value === undefined || !Number.isSafeInteger(Math.round(value)) ? null : Math.round(value);
}
