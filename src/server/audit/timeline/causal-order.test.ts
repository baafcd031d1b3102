import { describe, expect, test } from "vitest";
import { hasSharedData, sharedDataNote } from "@/testing/shared-data";
import { madeTrail, type Step, storedTrail } from "@/testing/trail-events";
import { nodeNotReady, predictedDiskPressure, seeded, shuffled } from "@/testing/trails";
import { inCausalOrder } from "./causal-order";
import { stepKey, type TrailEvent } from "./trail-event";

/** Both trails: the second event of each pair is a consequence of the first, most of them within one second. */
const COMMON: readonly Pair[] = [
  ["gateway.signal.received", "gateway.crd.created"],
  ["gateway.crd.created", "orchestrator.lifecycle.started"],
  ["orchestrator.lifecycle.started", "orchestrator.lifecycle.created"],
  ["orchestrator.lifecycle.started", "webhook.remediationrequest.timeout_modified"],
  ["orchestrator.lifecycle.created", "orchestrator.lifecycle.transitioned>Processing"],
  ["orchestrator.lifecycle.transitioned>Processing", "orchestrator.lifecycle.transitioned>Analyzing"],
  ["orchestrator.lifecycle.transitioned>Analyzing", "aiagent.llm.request"],
  ["aiagent.llm.request", "aiagent.llm.response"],
  ["aiagent.llm.response", "aiagent.llm.tool_call"],
  ["aiagent.rca.complete", "aiagent.workflow.validation_attempt"],
  ["aiagent.workflow.validation_attempt", "aiagent.response.complete"],
  ["aiagent.response.complete", "aianalysis.analysis.completed"],
  ["aianalysis.analysis.completed", "orchestrator.lifecycle.transitioned>Executing"],
  ["orchestrator.lifecycle.transitioned>Executing", "remediation.workflow_created"],
  ["remediation.workflow_created", "workflowexecution.selection.completed"],
  ["workflowexecution.selection.completed", "workflowexecution.execution.started"],
  ["workflowexecution.execution.started", "workflowexecution.workflow.completed"],
  ["workflowexecution.workflow.completed", "orchestrator.ea.created"],
  ["orchestrator.ea.created", "orchestrator.lifecycle.verifying_started"],
  ["orchestrator.lifecycle.verifying_started", "effectiveness.assessment.scheduled"],
  ["effectiveness.assessment.scheduled", "effectiveness.hash.computed"],
  ["effectiveness.alert.assessed", "effectiveness.assessment.completed"],
  ["effectiveness.metrics.assessed", "effectiveness.assessment.completed"],
  ["effectiveness.assessment.completed", "orchestrator.lifecycle.verification_completed"],
  ["orchestrator.lifecycle.verification_completed", "orchestrator.lifecycle.completed"],
  ["notification.message.sent", "notification.message.acknowledged"],
];

const ONLY_NODE: readonly Pair[] = [
  ["orchestrator.lifecycle.transitioned>Processing", "signalprocessing.phase.transition>Pending"],
  ["signalprocessing.phase.transition>Pending", "signalprocessing.phase.transition>Enriching"],
  ["signalprocessing.phase.transition>Enriching", "signalprocessing.enrichment.completed"],
  ["signalprocessing.enrichment.completed", "signalprocessing.phase.transition>Classifying"],
  ["signalprocessing.phase.transition>Classifying", "signalprocessing.classification.decision"],
  ["signalprocessing.classification.decision", "signalprocessing.phase.transition>Categorizing"],
  ["signalprocessing.phase.transition>Categorizing", "signalprocessing.business.classified"],
  ["signalprocessing.business.classified", "signalprocessing.phase.transition>Completed"],
  ["signalprocessing.phase.transition>Completed", "signalprocessing.signal.processed"],
  ["signalprocessing.signal.processed", "orchestrator.lifecycle.transitioned>Analyzing"],
  ["orchestrator.lifecycle.transitioned>Analyzing", "aianalysis.phase.transition>Investigating"],
  ["aianalysis.phase.transition>Investigating", "aianalysis.aiagent.submit"],
  ["aianalysis.aiagent.submit", "aiagent.enrichment.completed"],
  ["aiagent.enrichment.completed", "aiagent.llm.request"],
  ["aiagent.alignment.step", "aiagent.alignment.verdict"],
  ["aiagent.alignment.verdict", "aiagent.response.complete"],
  ["aiagent.response.complete", "aianalysis.aiagent.result"],
  ["aianalysis.aiagent.result", "aianalysis.phase.transition>Analyzing"],
  ["aianalysis.phase.transition>Analyzing", "aianalysis.rego.evaluation"],
  ["aianalysis.rego.evaluation", "aianalysis.approval.decision"],
  ["aianalysis.approval.decision", "aianalysis.analysis.completed"],
  ["aianalysis.analysis.completed", "aianalysis.phase.transition>Completed"],
  ["aianalysis.phase.transition>Completed", "orchestrator.approval.requested"],
  ["orchestrator.approval.requested", "orchestrator.lifecycle.transitioned>AwaitingApproval"],
  ["orchestrator.lifecycle.transitioned>AwaitingApproval", "notification.message.sent"],
  ["orchestrator.approval.requested", "webhook.remediationapprovalrequest.decided"],
  ["webhook.remediationapprovalrequest.decided", "orchestrator.approval.approved"],
  ["orchestrator.approval.approved", "orchestrator.lifecycle.transitioned>Executing"],
];

const ONLY_DISK: readonly Pair[] = [
  ["orchestrator.lifecycle.transitioned>Analyzing", "aiagent.enrichment.failed"],
  ["aiagent.enrichment.failed", "aiagent.llm.request"],
  ["aiagent.rca.complete", "aiagent.enrichment.completed"],
  ["effectiveness.hash.computed", "effectiveness.health.assessed"],
  ["effectiveness.health.assessed", "effectiveness.assessment.completed"],
];

const trails = [
  { name: "node not ready", read: nodeNotReady, pairs: [...COMMON, ...ONLY_NODE] },
  { name: "predicted disk pressure", read: predictedDiskPressure, pairs: [...COMMON, ...ONLY_DISK] },
];

describe.skipIf(!hasSharedData)(`real trails, sorted by second only${sharedDataNote}`, () => {
  test.each(trails)("$name keeps $pairs.length named causal pairs", ({ read, pairs }) => {
    expect(pairs.length).toBeGreaterThanOrEqual(20);
    expect(brokenPairs(inCausalOrder(storedTrail(read())), pairs)).toEqual([]);
  });

  test.each(trails)("$name is ordered the same whatever the order of arrival", ({ read, pairs }) => {
    const random = seeded(7);
    const expected = inCausalOrder(storedTrail(read())).map(stepKey);
    for (let round = 0; round < 25; round++) {
      const ordered = inCausalOrder(storedTrail(shuffled(read(), random)));
      expect(brokenPairs(ordered, pairs)).toEqual([]);
      expect(ordered.map(stepKey)).toEqual(expected);
    }
  });

  test("a model request, its response and its tool calls stay together in every second", () => {
    const types = inCausalOrder(storedTrail(nodeNotReady()))
      .filter(({ type, payload }) => /^aiagent\.llm\.(request|response)$/.test(type) && payload.prompt_length !== 0)
      .map(({ type }) => type);
    expect(types.every((type, at) => type === (at % 2 === 0 ? "aiagent.llm.request" : "aiagent.llm.response"))).toBe(
      true,
    );
  });
});

describe("events of one moment", () => {
  const order = (steps: readonly Step[]) =>
    inCausalOrder(madeTrail(steps)).map((event) => stepKey(event).replace(/^.*\./, ""));
  const phase = (from_phase: string, to_phase: string) => ({ from_phase, to_phase });

  test("phases follow each other by from and to, also phases nobody has declared", () => {
    const type = "signalprocessing.phase.transition";
    expect(
      order([
        [0, type, phase("Weighing", "Completed")],
        [0, type, phase("Sniffing", "Weighing")],
        [0, type, phase("", "Pending")],
        [0, type, phase("Pending", "Sniffing")],
      ]),
    ).toEqual(["transition>Pending", "transition>Sniffing", "transition>Weighing", "transition>Completed"]);
  });

  test("phases that run in a circle are still listed once each", () => {
    const type = "orchestrator.lifecycle.transitioned";
    const steps: Step[] = [
      [0, type, phase("Blocked", "Pending")],
      [0, type, phase("Pending", "Blocked")],
    ];
    expect(order(steps).toSorted()).toEqual(["transitioned>Blocked", "transitioned>Pending"]);
  });

  test("a turn that begins and ends in one second puts its request first", () => {
    expect(
      order([
        [0, "aiagent.llm.tool_call", { tool_call_index: 1 }],
        [0, "aiagent.llm.response", { tokens_used: 5 }],
        [0, "aiagent.llm.tool_call", { tool_call_index: 0 }],
        [0, "aiagent.llm.request", { prompt_length: 10 }],
        [9, "aiagent.llm.request", { prompt_length: 20 }],
      ]),
    ).toEqual(["request", "response", "tool_call", "tool_call", "request"]);
  });

  test("two turns in one second keep their order of arrival", () => {
    const turn: Step[] = [
      [0, "aiagent.llm.request", { prompt_length: 10 }],
      [0, "aiagent.llm.response"],
      [0, "aiagent.llm.tool_call", { tool_call_index: 0 }],
    ];
    expect(order([...turn, ...turn])).toEqual(["request", "response", "tool_call", "request", "response", "tool_call"]);
  });

  test("an answer of the alignment check follows its own question only", () => {
    const ordered = inCausalOrder(
      madeTrail([
        [0, "aiagent.shadow.llm.response", { step_index: 4 }],
        [0, "aiagent.shadow.llm.request", { step_index: 4 }],
      ]),
    );
    expect(ordered.map(({ type }) => type)).toEqual(["aiagent.shadow.llm.request", "aiagent.shadow.llm.response"]);
  });

  test("microseconds decide before any rank", () => {
    const [late, early] = madeTrail([
      [0, "gateway.signal.received"],
      [0, "orchestrator.lifecycle.completed"],
    ]);
    if (late === undefined || early === undefined) throw new Error("two events expected");
    const ordered = inCausalOrder([
      { ...late, at: "2026-03-02T12:00:00.000002Z" },
      { ...early, at: "2026-03-02T12:00:00.000001Z" },
    ]);
    expect(ordered[0]?.type).toBe("orchestrator.lifecycle.completed");
  });
});

type Pair = readonly [cause: string, consequence: string];

/** Pairs whose first consequence stands before its first cause, or of which one side is not in the trail at all. */
function brokenPairs(ordered: readonly TrailEvent[], pairs: readonly Pair[]): string[] {
  const place = new Map<string, number>();
  for (const [at, event] of ordered.entries()) {
    for (const key of [stepKey(event), event.type]) if (!place.has(key)) place.set(key, at);
  }
  return pairs
    .filter(([cause, consequence]) => !((place.get(cause) ?? Infinity) < (place.get(consequence) ?? -1)))
    .map((pair) => pair.join(" → "));
}
