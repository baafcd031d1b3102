import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hasSharedData, sharedDataNote, sharedPath } from "@/testing/shared-data";
import { causalRank, eventType, eventTypes } from "./index";

const UNMAPPED = [
  "approval.decision",
  "approval.request.created",
  "approval.timeout",
  "aiagent.alignment.grounding.request",
  "aiagent.alignment.grounding.response",
];

describe("the event-type registry", () => {
  it("names no type twice", () => {
    expect(new Set(eventTypes.map((info) => info.type)).size).toBe(eventTypes.length);
  });

  it("gives every type a label that a person can read", () => {
    expect(eventTypes.filter((info) => !/^[A-Z][A-Za-z -]{3,30}$/.test(info.label))).toEqual([]);
  });

  it.skipIf(!hasSharedData)(`holds the 136 types of v1.5.7 and the 5 that its map forgot${sharedDataNote}`, () => {
    const spec = readFileSync(sharedPath("reference/kubernaut-datastorage-v1.5.7.openapi.yaml"), "utf8");
    const mapped = [...spec.matchAll(/^ +'?([a-z0-9_]+(?:\.[a-z0-9_]+)+)'?:\s+'?#\/components\/schemas\//gm)].map(
      (m) => m[1],
    );

    expect(mapped).toHaveLength(136);
    const theirs = eventTypes.filter(({ category }) => category !== "access");
    expect(new Set(theirs.map((info) => info.type))).toEqual(new Set([...mapped, ...UNMAPPED]));
  });

  it("places an unknown type by its prefix, then by its category, and never throws", () => {
    expect(eventType("gateway.storm.detected")).toMatchObject({
      category: "gateway",
      lane: "signal",
      label: "Storm detected",
      isKnown: false,
    });
    expect(eventType("acme.disk_full.found", "approval")).toMatchObject({ category: "approval", lane: "approval" });
    expect(eventType("access.key.created")).toMatchObject({ category: "access", subject: "access" });
    for (const hostile of ["", ".", "__proto__", "constructor.name", "\u0000", "a".repeat(100)]) {
      expect(eventType(hostile).isKnown).toBe(false);
    }
  });
});

describe("the causal rank", () => {
  const order = (...steps: [string, Record<string, unknown>?][]) => {
    const ranks = steps.map(([type, data]) => causalRank(type, data ?? {}));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(ranks.length);
  };
  const phase = (to_phase: string) => ({ to_phase });

  it("puts a signal before the remediation that it causes", () => {
    order(
      ["gateway.signal.received"],
      ["gateway.crd.created"],
      ["orchestrator.lifecycle.started"],
      ["orchestrator.lifecycle.created"],
      ["orchestrator.lifecycle.transitioned", phase("Processing")],
      ["signalprocessing.phase.transition", phase("Enriching")],
      ["signalprocessing.enrichment.completed"],
      ["signalprocessing.phase.transition", phase("Classifying")],
      ["signalprocessing.classification.decision"],
      ["signalprocessing.phase.transition", phase("Categorizing")],
      ["signalprocessing.business.classified"],
      ["signalprocessing.phase.transition", phase("Completed")],
      ["signalprocessing.signal.processed"],
      ["orchestrator.lifecycle.transitioned", phase("Analyzing")],
    );
  });

  it("puts the request for approval before the decision, and the decision before the run", () => {
    order(
      ["aianalysis.phase.transition", { new_phase: "Analyzing" }],
      ["aianalysis.rego.evaluation"],
      ["aianalysis.approval.decision"],
      ["aianalysis.analysis.completed"],
      ["aianalysis.phase.transition", { new_phase: "Completed" }],
      ["orchestrator.approval.requested"],
      ["orchestrator.lifecycle.transitioned", phase("AwaitingApproval")],
      ["notification.message.sent", { type: "Approval" }],
      ["notification.message.acknowledged", { notification_id: "nr-approval-rr-1" }],
      ["webhook.remediationapprovalrequest.decided"],
      ["orchestrator.approval.approved"],
      ["orchestrator.lifecycle.transitioned", phase("Executing")],
      ["remediation.workflow_created"],
      ["workflowexecution.selection.completed"],
      ["workflowexecution.execution.started"],
      ["workflowexecution.workflow.completed"],
      ["orchestrator.ea.created"],
      ["orchestrator.lifecycle.verifying_started"],
    );
  });

  it("closes a remediation after its assessment and its closing message", () => {
    order(
      ["effectiveness.hash.computed"],
      ["effectiveness.health.assessed"],
      ["effectiveness.alert.assessed"],
      ["effectiveness.metrics.assessed"],
      ["effectiveness.assessment.completed"],
      ["orchestrator.lifecycle.verification_completed"],
      ["notification.message.sent", { type: "Completion" }],
      ["notification.message.acknowledged", { notification_id: "nr-completion-rr-1" }],
      ["orchestrator.lifecycle.completed"],
    );
  });

  it("orders one second of the agent: answer, tools, next request; a gate judges the answer before the cause is stated", () => {
    order(["aiagent.llm.response"], ["aiagent.llm.tool_call"], ["aiagent.llm.request", { prompt_length: 900 }]);
    order(["aiagent.llm.response"], ["aiagent.llm.request", { prompt_length: 0 }], ["aiagent.rca.complete"]);
    order(["aiagent.alignment.step"], ["aiagent.alignment.verdict"], ["aiagent.response.complete"]);
  });
});
