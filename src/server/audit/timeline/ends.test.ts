import { describe, expect, test } from "vitest";
import type { RemediationRow } from "@/contracts/remediations";
import { Timeline } from "@/contracts/timeline";
import { madeTrail, remediationRow, type Step } from "@/testing/trail-events";
import { buildTimeline } from "./build";

const phase = (from_phase: string, to_phase: string) => ({ from_phase, to_phase });
const lifecycle = "orchestrator.lifecycle.transitioned";

/** A remediation up to the answer of its agent, 60 s after the signal. */
const untilAnswer: readonly Step[] = [
  [0, "gateway.signal.received", { signal_name: "PodCrashLooping" }],
  [0, "gateway.crd.created"],
  [1, lifecycle, phase("Pending", "Processing")],
  [2, "signalprocessing.signal.processed"],
  [2, lifecycle, phase("Processing", "Analyzing")],
  [3, "aianalysis.aiagent.submit"],
  [5, "aiagent.llm.request", { prompt_length: 10 }],
  [50, "aiagent.llm.response", { tokens_used: 7 }],
  [60, "aiagent.response.complete"],
  [62, "aianalysis.aiagent.result"],
];
const chosen: readonly Step[] = [...untilAnswer, [63, "aianalysis.analysis.completed", { workflow_id: "w-1" }]];
const running: readonly Step[] = [
  ...chosen,
  [63, lifecycle, phase("Analyzing", "Executing")],
  [64, "workflowexecution.selection.completed", { workflow_name: "restart-v1" }],
  [65, "workflowexecution.execution.started", { pipelinerun_name: "wfe-1" }],
];

function timelineOf(steps: readonly Step[], row: Partial<RemediationRow> = {}): Timeline {
  const timeline = buildTimeline({ row: remediationRow(row), events: madeTrail(steps) });
  expect(Timeline.parse(timeline)).toEqual(timeline);
  return timeline;
}

const said = ({ sentence }: Timeline) => sentence.map(({ text }) => text).join("");
const rows = ({ ledger }: Timeline) =>
  ledger.map(({ lane, kind, fromMs, toMs }) => `${lane} ${kind} ${fromMs / 1000}–${toMs / 1000}`);
const lane = (timeline: Timeline, id: string) => timeline.lanes.find((one) => one.id === id);
const absent = (timeline: Timeline) => timeline.lanes.flatMap((one) => one.absent.map(({ type }) => type));

describe("how a remediation can end", () => {
  test("a failed workflow ends the path in Execution, and its reason is told", () => {
    const timeline = timelineOf(
      [
        ...running,
        [75, "workflowexecution.workflow.failed", { failure_message: "exit code 1", duration: "10s" }, "failure"],
        [79, "orchestrator.lifecycle.completed", { outcome: "Failed", duration_ms: 79_400 }, "failure"],
      ],
      { outcome: "Failed" },
    );

    expect(rows(timeline).slice(-2)).toEqual(["execution machine 65–75", "execution queue 75–79"]);
    expect(said(timeline)).toMatch(/^Failed after 1 min 19 s in Execution: exit code 1\. Machines worked/);
    expect(timeline.notes[0]).toMatchObject({ kind: "failure", text: "Workflow failed: exit code 1" });
    expect(timeline.story.at(-1)).toMatchObject({ title: "Run", kind: "failure" });
    expect(absent(timeline)).toEqual([]);
  });

  test("a workflow that failed by type and succeeded by outcome is told as both", () => {
    const timeline = timelineOf([
      ...running,
      [75, "workflowexecution.workflow.failed", { failure_message: "exit code 1" }, "success"],
    ]);

    expect(timeline.notes[0]?.text).toBe("Workflow failed, though the event's outcome is success: exit code 1");
  });

  test("without a fitting workflow a person takes over, and no execution is missed", () => {
    const timeline = timelineOf(
      [
        ...untilAnswer,
        [
          63,
          "aianalysis.analysis.failed",
          { reason: "WorkflowResolutionFailed", sub_reason: "NoMatchingWorkflows" },
          "failure",
        ],
        [64, "notification.message.sent", { type: "ManualReview" }],
        [66, "orchestrator.lifecycle.completed", { crd_outcome: "ManualReviewRequired" }],
      ],
      { outcome: "ManualReviewRequired" },
    );

    expect(said(timeline)).toMatch(/^Handed to a person after 1 min 6 s: NoMatchingWorkflows\./);
    expect(rows(timeline).at(-1)).toBe("analysis queue 63–66");
    expect(timeline.story.map(({ title }) => title)).toEqual(["Signal", "Choice", "Review"]);
    expect(absent(timeline)).toEqual([]);
  });

  test("a rejection ends in Approval and quotes the person", () => {
    const timeline = timelineOf(
      [
        ...chosen,
        [64, "orchestrator.approval.requested"],
        [
          364,
          "webhook.remediationapprovalrequest.decided",
          { decision: "Rejected", decision_message: "not on a Friday" },
        ],
        [364, "orchestrator.approval.rejected"],
        [365, "orchestrator.lifecycle.completed", { outcome: "Failed" }, "failure"],
      ],
      { outcome: "Rejected", approval: "rejected" },
    );

    expect(rows(timeline).slice(-2)).toEqual(["approval human 64–364", "approval queue 364–365"]);
    expect(said(timeline)).toMatch(/^Rejected after 6 min 5 s: “not on a Friday”\..* 5 min waited for a decision/);
    expect(lane(timeline, "approval")?.after).toBe("Rejected");
  });

  test("a block is queue until the remediation goes on", () => {
    const timeline = timelineOf([
      ...chosen,
      [64, "orchestrator.routing.blocked", { reason: "ResourceBusy" }],
      [124, lifecycle, phase("Blocked", "Executing")],
      [125, "workflowexecution.execution.started"],
      [130, "workflowexecution.workflow.completed"],
      [131, "orchestrator.lifecycle.completed"],
    ]);

    expect(rows(timeline).slice(-4)).toEqual([
      "execution queue 63–124",
      "execution queue 124–125",
      "execution machine 125–130",
      "execution queue 130–131",
    ]);
    expect(timeline.ledger.at(-4)?.what).toBe("blocked: ResourceBusy");
  });

  test("one that stays blocked says why", () => {
    const timeline = timelineOf([...chosen, [64, "orchestrator.routing.blocked", { reason: "ConsecutiveFailures" }]], {
      outcome: "Blocked",
      isOpen: true,
    });
    expect(said(timeline)).toMatch(/^Blocked after 1 min 4 s: ConsecutiveFailures\./);
    expect(lane(timeline, "execution")?.bars).toMatchObject([{ kind: "queue", isOpen: true, label: "blocked" }]);
  });
});

describe("a remediation that is still open", () => {
  const open = { outcome: "InProgress", isOpen: true } as const;

  test("ends at its last event with an open bar where it stands", () => {
    const timeline = timelineOf([...running, [130, "gateway.signal.deduplicated"]], open);

    expect(timeline.totalMs).toBe(130_000);
    expect(lane(timeline, "execution")?.bars.at(-1)).toMatchObject({ fromMs: 65_000, toMs: 130_000, isOpen: true });
    expect(said(timeline)).toMatch(/^Running, last heard of after 2 min 10 s; now in Execution\./);
    expect(absent(timeline)).toEqual([]);
  });

  test("that waits for a decision says so from the first moment", () => {
    const timeline = timelineOf([...chosen, [63, "orchestrator.approval.requested"]], open);

    expect(said(timeline)).toMatch(/waiting for a decision\./);
    expect(lane(timeline, "approval")).toMatchObject({
      after: "no decision yet",
      bars: [{ fromMs: 63_000, isOpen: true }],
    });
    expect(timeline.story.at(-1)).toMatchObject({ title: "Approval", kind: "human" });
  });

  test("with one event only it has no path yet", () => {
    const timeline = timelineOf([[0, "gateway.signal.received", { signal_name: "A" }]], open);
    expect(timeline).toMatchObject({ totalMs: 0, ledger: [], offPathEvents: 1, idle: [] });
    expect(lane(timeline, "signal")?.bars).toMatchObject([{ fromMs: 0, toMs: 0, isOpen: true }]);
  });
});

describe("trails as they should not be", () => {
  test("without any event left the row still answers", () => {
    const timeline = timelineOf([], { signalName: "PodCrashLooping", startedAt: "2026-01-01T00:00:00.000000Z" });
    expect(timeline).toMatchObject({ totalMs: 0, events: [], ledger: [], startedAt: "2026-01-01T00:00:00.000000Z" });
    expect(said(timeline)).toBe("No event of this remediation is stored any more.");
  });

  test("repeated alerts after the end stretch neither the total nor the chart", () => {
    const timeline = timelineOf([
      ...running,
      [75, "workflowexecution.workflow.completed"],
      [76, "orchestrator.lifecycle.completed"],
      [140, "gateway.signal.deduplicated"],
      [205, "gateway.signal.deduplicated"],
    ]);

    expect(timeline).toMatchObject({ totalMs: 76_000, lateEvents: 2 });
    expect(timeline.idle).toEqual([{ fromMs: 5_000, toMs: 50_000 }]);
    expect(lane(timeline, "signal")).toMatchObject({ ticks: [1, 2], measure: "1 alert" });
    expect(timeline.notes.at(-1)).toMatchObject({ kind: "info", text: "2 alerts repeated after the end" });
    expect(timeline.events).toHaveLength(18);
  });

  test("a message sent just after the end is drawn, a result that comes late is not absent", () => {
    const timeline = timelineOf([
      ...running,
      [76, "orchestrator.lifecycle.completed"],
      [76.02, "notification.message.sent", { type: "Completion" }],
      [80, "workflowexecution.workflow.completed"],
      [81, "orchestrator.ea.created"],
    ]);

    expect(timeline).toMatchObject({ totalMs: 76_000, lateEvents: 3 });
    expect(lane(timeline, "notification")).toMatchObject({ ticks: [16], measure: "1 sent" });
    expect(absent(timeline)).toEqual([]);
    expect(timeline.notes.at(-1)?.text).toBe("3 events later than the end");
  });

  test("a remediation whose end was never written ends where the read model says", () => {
    const timeline = timelineOf([...chosen, [500, "gateway.signal.deduplicated"]], {
      outcome: "ManualReviewRequired",
      endedAt: "2026-03-02T12:01:03.000000Z",
    });
    expect(timeline).toMatchObject({ totalMs: 63_000, lateEvents: 1 });
  });

  test("unknown types get the lane of their service, or of where the remediation stands", () => {
    const timeline = timelineOf([
      ...running,
      [66, "workflowexecution.step.finished"],
      [67, "orchestrator.budget.spent"],
      [68, "acme.probe", { to_phase: "x" }],
      [70, "orchestrator.lifecycle.completed"],
    ]);
    const laneOf = (type: string) => timeline.events.find((event) => event.type === type)?.lane;
    expect(laneOf("workflowexecution.step.finished")).toBe("execution");
    expect(laneOf("orchestrator.budget.spent")).toBe("execution");
    expect(lane(timeline, "execution")?.ticks).toHaveLength(4);
  });

  test("a clock that is behind is named, and the path stays whole", () => {
    const timeline = timelineOf([
      [-40, "workflowexecution.workflow.completed"],
      ...chosen,
      [70, "orchestrator.lifecycle.completed"],
    ]);
    expect(timeline.totalMs).toBe(110_000);
    expect(timeline.ledger.reduce((sum, row) => sum + row.toMs - row.fromMs, 0)).toBe(110_000);
    expect(timeline.notes.map(({ text }) => text)).toContain("An event is dated before the signal: a clock was wrong");
  });
});

describe("absent events", () => {
  const whole: readonly Step[] = [
    ...chosen,
    [64, "orchestrator.approval.requested"],
    [94, "webhook.remediationapprovalrequest.decided", { decision: "Approved" }],
    [95, lifecycle, phase("AwaitingApproval", "Executing")],
    [95, "workflowexecution.selection.completed"],
    [96, "workflowexecution.execution.started"],
    [106, "workflowexecution.workflow.completed"],
    [106, "orchestrator.lifecycle.verifying_started"],
    [106, "effectiveness.assessment.scheduled", { stabilization_window: "5m0s" }],
    [406, "effectiveness.hash.computed"],
    [406, "effectiveness.alert.assessed", { alert_resolution: { alert_resolved: true } }],
    [406, "effectiveness.assessment.completed", { components_assessed: ["hash", "alert"] }],
    [406, "orchestrator.lifecycle.verification_completed"],
    [407, "orchestrator.lifecycle.completed"],
  ];

  test("none in a whole trail", () => {
    expect(absent(timelineOf(whole))).toEqual([]);
  });

  test.each([
    "gateway.signal.received",
    "gateway.crd.created",
    "aiagent.response.complete",
    "aianalysis.analysis.completed",
    "webhook.remediationapprovalrequest.decided",
    "workflowexecution.execution.started",
    "workflowexecution.workflow.completed",
    "effectiveness.hash.computed",
    "effectiveness.alert.assessed",
    "effectiveness.assessment.completed",
    "orchestrator.lifecycle.verification_completed",
  ])("%s taken out is missed, drawn and noted", (type) => {
    const timeline = timelineOf(whole.filter((step) => step[1] !== type));
    expect(absent(timeline)).toEqual([type]);
    expect(timeline.notes.filter(({ kind }) => kind === "absent")).toHaveLength(1);
    expect(timeline.ledger.reduce((sum, row) => sum + row.toMs - row.fromMs, 0)).toBe(timeline.totalMs);
  });
});
