import { describe, expect, test } from "vitest";
import { Timeline } from "@/contracts/timeline";
import { clockOffset } from "@/lib/duration";
import { hasSharedData, sharedDataNote } from "@/testing/shared-data";
import { remediationRow, storedTrail } from "@/testing/trail-events";
import { nodeNotReady, predictedDiskPressure } from "@/testing/trails";
import { buildTimeline } from "./build";

const said = ({ sentence }: Timeline) => sentence.map(({ text }) => text).join("");
const table = ({ ledger }: Timeline) =>
  ledger.map(({ lane, kind, fromMs, toMs, events, what }) => [
    `${lane} ${kind}`,
    `${clockOffset(fromMs)}–${clockOffset(toMs)}`,
    events,
    what,
  ]);

describe.skipIf(!hasSharedData)(`an approved remediation of 191 events${sharedDataNote}`, () => {
  const timeline = hasSharedData ? nodeTimeline() : emptyTimeline();

  test("where the time went adds up to 481 s and counts every event once", () => {
    expect(table(timeline)).toEqual([
      ["processing machine", "0:00–0:01", 10, "enriched in 113 ms, classified in 11 ms by policy"],
      ["analysis machine", "0:01–2:38", 142, "agent: 19 turns, 26 tool calls, 254,909 tokens"],
      ["analysis queue", "2:38–2:46", 7, "result ready, waiting to be collected"],
      ["approval human", "2:46–2:51", 4, "sensitive resource kind requires manual approval"],
      ["execution machine", "2:51–3:01", 5, "cordon-drain-v1 1.4.0, run wfe-9cb0821719ddac24"],
      ["verification queue", "3:01–8:01", 9, "stabilization window of 5 min before the check"],
    ]);
    expect(timeline).toMatchObject({ totalMs: 481_000, measuredMs: 481_193, offPathEvents: 14, lateEvents: 0 });
    expect(timeline.times).toEqual({ machine: 168_000, queue: 308_000, human: 5_000 });
  });

  test("the head says what, how long, and what it was good for", () => {
    expect(timeline.title).toBe("KubeNodeNotReady on Node kubernaut-demo-worker");
    expect(said(timeline)).toBe(
      "Remediated after 8 min 1 s. Machines worked 2 min 48 s, 5 s waited for a decision, 5 min 8 s was queue. " +
        "The alert is gone; 1 of 4 metrics improved.",
    );
    expect(timeline.sentence.filter(({ isStrong }) => isStrong).map(({ text }) => text)).toEqual([
      "8 min 1 s",
      "2 min 48 s",
      "5 s",
      "5 min 8 s",
    ]);
  });

  test("what a reader must not miss leads to the event that shows it", () => {
    expect(timeline.notes).toEqual([
      { kind: "failure", text: "9 of 36 alignment steps not evaluated", event: 160 },
      { kind: "absent", text: "Health result expected, never arrived", event: 187 },
    ]);
    expect(timeline.events[159]?.type).toBe("aiagent.alignment.verdict");
    expect(timeline.events[186]?.type).toBe("effectiveness.assessment.completed");
  });

  test("lanes measure what happened in them", () => {
    const lanes = timeline.lanes.flatMap((lane) => [lane, ...lane.sublanes]);
    expect(lanes.map(({ id, measure, after }) => [id, measure, after])).toEqual([
      ["signal", "4 alerts", null],
      ["processing", "1 s", "10 events"],
      ["analysis", "2 min 45 s", null],
      ["analysis.root_cause", "1 min 53 s", "10 turns, 18 calls"],
      ["analysis.workflow_choice", "41 s", "9 turns, 8 calls"],
      ["analysis.alignment", "27/36", "10 failed"],
      ["analysis.controller", "policy, 1 ms", null],
      ["approval", "5 s", "Approved"],
      ["execution", "10 s", "cordon-drain-v1"],
      ["verification", "5 min", null],
      ["notification", "2 sent", null],
    ]);
  });

  test("ticks stand only where no bar's edge shows the event already", () => {
    const ticks = Object.fromEntries(
      timeline.lanes.flatMap((lane) => [lane, ...lane.sublanes]).map(({ id, ticks }) => [id, ticks.length]),
    );
    expect(ticks).toMatchObject({
      signal: 10,
      processing: 0,
      approval: 0,
      execution: 0,
      verification: 6,
      notification: 4,
    });
    expect(ticks).toMatchObject({ analysis: 0, "analysis.alignment": 27, "analysis.controller": 10 });
  });

  test("agent turns are numbered through, cut the bar and own their tool calls", () => {
    const [cause, choice] = timeline.lanes.find(({ id }) => id === "analysis")?.sublanes ?? [];
    expect(cause?.turns.map(({ fromMs }) => fromMs / 1000)).toEqual([4, 8, 11, 15, 19, 23, 28, 32, 53, 58]);
    expect(cause?.bars[0]?.cuts).toHaveLength(9);
    expect(choice?.turns.map(({ index }) => index)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(cause?.turns[1]).toMatchObject({ fromMs: 8_000, toMs: 10_000, tokens: 8_727 });
    expect(cause?.turns[1]?.toolCalls.map(({ name }) => name)).toEqual([
      "kubectl_describe",
      "kubectl_events",
      "get_cluster_resource_context",
    ]);
  });

  test("two stretches are idle, and the event of the alias stands among the others", () => {
    expect(timeline.idle).toEqual([
      { fromMs: 65_000, toMs: 113_000 },
      { fromMs: 195_000, toMs: 481_000 },
    ]);
    expect(timeline.aliases).toEqual(["ai-rr-b157a3a9e42f-2b14f502"]);
    expect(timeline.events.filter(({ alias }) => alias !== null)).toHaveLength(1);
  });

  test("the story tells alert, cause, choice, approval, run and check", () => {
    expect(timeline.story.map(({ title, at, kind }) => [title, at.slice(11, 19), kind])).toEqual([
      ["Signal", "21:10:51", "machine"],
      ["Cause", "21:12:48", "machine"],
      ["Choice", "21:13:29", "machine"],
      ["Approval", "21:13:42", "human"],
      ["Run", "21:13:52", "machine"],
      ["Check", "21:18:52", "machine"],
    ]);
    expect(timeline.story[2]).toMatchObject({ warning: "9 of 36 alignment steps not evaluated" });
    expect(timeline.story[3]?.text).toBe(
      "Asked: Sensitive resource kind requires manual approval. Approved after 5 s: “Auto-approved by validation script”.",
    );
  });

  test("it is what the contract says, and each event has a sentence", () => {
    expect(Timeline.parse(timeline)).toEqual(timeline);
    expect(timeline.events.filter(({ summary }) => summary === null).map(({ type }) => type)).toEqual([]);
  });
});

describe.skipIf(!hasSharedData)(`a remediation through Git, without signal processing events${sharedDataNote}`, () => {
  const timeline = hasSharedData ? diskTimeline() : emptyTimeline();

  test("where the time went adds up to 1,221 s", () => {
    expect(table(timeline)).toEqual([
      ["signal queue", "0:00–0:01", 7, "waiting for the orchestrator to take the remediation up"],
      ["analysis machine", "0:01–4:39", 86, "agent: 21 turns, 37 tool calls, 358,996 tokens"],
      ["analysis queue", "4:39–4:47", 1, "result ready, waiting to be collected"],
      ["execution queue", "4:47–4:49", 4, "waiting for the workflow to start"],
      ["execution machine", "4:49–7:21", 1, "migrate-postgres-emptydir-to-pvc-gitops-v1 1.4.0, run awx-job-35"],
      [
        "verification queue",
        "7:21–20:21",
        10,
        "stabilization window of 5 min before the check, hash 3 min later, alert check 5 min later",
      ],
    ]);
    expect(timeline).toMatchObject({ totalMs: 1_221_000, offPathEvents: 9 });
  });

  test("nothing is absent, no approval was needed, the target is named by its namespace", () => {
    expect(timeline.notes).toEqual([]);
    expect(timeline.lanes.find(({ id }) => id === "approval")?.measure).toBe("not needed");
    expect(timeline.title).toBe("PredictedDiskPressure in demo-diskpressure");
  });
});

function nodeTimeline(): Timeline {
  const row = remediationRow({
    correlationId: "rr-b157a3a9e42f-2b14f502",
    signalName: "KubeNodeNotReady",
    severity: "critical",
    targetKind: "Node",
    targetName: "kubernaut-demo-worker",
    approval: "approved",
  });
  return buildTimeline({ row, events: storedTrail(nodeNotReady()) });
}

function diskTimeline(): Timeline {
  const row = remediationRow({
    correlationId: "rr-a46194c375c3-e7161c3e",
    signalName: "PredictedDiskPressure",
    targetKind: "Unknown",
    targetName: "unknown",
    namespace: "demo-diskpressure",
  });
  return buildTimeline({ row, events: storedTrail(predictedDiskPressure()) });
}

function emptyTimeline(): Timeline {
  return buildTimeline({ row: remediationRow(), events: [] });
}
