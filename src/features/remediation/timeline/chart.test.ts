import { beforeAll, describe, expect, test } from "vitest";
import type { Timeline } from "@/contracts/timeline";
import { buildTimeline } from "@/server/audit/timeline/build";
import { madeTrail, remediationRow, type Step } from "@/testing/trail-events";
import { criticalPath } from "./critical-path";
import { placeTexts } from "./labels";
import { ledgerShare, ledgerTotal, measuredWords } from "./ledger-sums";
import { groupMarks } from "./marks";
import { minimapBars } from "./minimap-bars";
import { moveInChart, stopsOf } from "./move";
import { buildRows, heightOf, type Openness, rowOfEvent, visibleRows } from "./rows";
import { FIT, makeScale } from "./scale";
import { tabStop } from "./tab-stop";
import { stepEvent, stepFailure } from "./walk";

const FOLDED: Openness = { closedLanes: new Set(), areTurnsFolded: true, openSublanes: new Set() };
const UNFOLDED: Openness = { ...FOLDED, areTurnsFolded: false };

const turn = (at: number): Step[] => [
  [at, "aiagent.llm.request", { prompt_length: 10, model: "m" }],
  [at + 4, "aiagent.llm.response", { tokens_used: 100 }],
  [at + 4, "aiagent.llm.tool_call", { tool_name: "kubectl_get" }],
];
const STEPS: Step[] = [
  [0, "gateway.signal.received", { signal_name: "KubePodCrashLooping" }],
  [0, "gateway.crd.created"],
  [0, "orchestrator.lifecycle.created"],
  [1, "aianalysis.aiagent.submit"],
  ...Array.from({ length: 40 }, (_, index) => turn(2 + index * 5)).flat(),
  [203, "aiagent.rca.complete"],
  [204, "aiagent.response.complete"],
  [205, "aianalysis.aiagent.result"],
  [206, "aianalysis.analysis.completed"],
  [206, "orchestrator.approval.requested"],
  [320, "orchestrator.approval.approved"],
  [321, "workflowexecution.execution.started"],
  [341, "workflowexecution.workflow.failed", {}, "failure"],
  [342, "orchestrator.lifecycle.failed", { failure_reason: "no node" }, "failure"],
];

let timeline: Timeline;
let scale: ReturnType<typeof makeScale>;
beforeAll(() => {
  timeline = buildTimeline({ row: remediationRow({ outcome: "Failed" }), events: madeTrail(STEPS) });
  scale = makeScale({ totalMs: timeline.totalMs, width: 800, folds: timeline.idle, view: FIT });
});

describe("rows", () => {
  test("lie below each other without a gap, folded and unfolded", () => {
    for (const openness of [FOLDED, UNFOLDED]) {
      const rows = buildRows(timeline, openness);

      rows.slice(1).forEach((row, index) => {
        expect(row.y).toBe((rows[index]?.y ?? 0) + (rows[index]?.height ?? 0));
      });
      expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    }
  });

  test("a turn is a row only while turns are unfolded", () => {
    const turns = timeline.lanes.flatMap((lane) => lane.sublanes.flatMap((sub) => sub.turns)).length;

    expect(turns).toBeGreaterThanOrEqual(40);
    expect(buildRows(timeline, FOLDED).filter((row) => row.level === "turn")).toHaveLength(0);
    expect(buildRows(timeline, UNFOLDED).filter((row) => row.level === "turn")).toHaveLength(turns);
  });

  test("closing a phase shows the failures of its parts on the phase itself", () => {
    const closed = buildRows(timeline, { ...FOLDED, closedLanes: new Set(["analysis", "execution"] as const) });

    expect(closed.some((row) => row.level === "sub" && row.laneId === "analysis")).toBe(false);
    const drawn = closed.flatMap((row) => row.failures.map((event) => event.n));
    const failed = timeline.events.filter((event) => event.outcome === "failure").map((event) => event.n);
    expect(new Set(drawn)).toEqual(new Set(failed));
  });

  test("at most sixty are mounted wherever the window stands", () => {
    const rows = buildRows(timeline, UNFOLDED);

    for (let top = 0; top < heightOf(rows); top += 100) {
      const mounted = visibleRows(rows, { top, bottom: top + 2000 });
      expect(mounted.length).toBeLessThanOrEqual(60);
      expect(mounted.some((row) => row.y <= top && row.y + row.height > top)).toBe(true);
    }
  });
});

describe("critical path", () => {
  test("is one outline per phase with a step to the next", () => {
    const path = criticalPath(buildRows(timeline, FOLDED), scale);
    const stops = path.split("Z").length - 1;
    const phases = new Set(
      timeline.lanes.filter((lane) => lane.bars.some((bar) => bar.isCritical)).map((lane) => lane.id),
    );

    expect(stops).toBe(phases.size);
    expect(path.match(/M[\d.-]+ [\d.-]+V[\d.-]+(?=M|$)/g) ?? []).toHaveLength(stops - 1);
  });

  test("stays inside the plot however far the view is zoomed in", () => {
    const zoomed = makeScale({ totalMs: timeline.totalMs, width: 800, folds: [], view: { zoom: 400, shift: 90_000 } });
    const numbers = criticalPath(buildRows(timeline, FOLDED), zoomed).match(/(?<=[MH])-?[\d.]+/g) ?? [];

    expect(numbers.map(Number).every((x) => x >= -40 && x <= 840)).toBe(true);
  });
});

describe("texts", () => {
  test("never cover a bar, a mark, a fold or each other", () => {
    for (const width of [500, 800, 1400]) {
      for (const folds of [[], timeline.idle]) {
        const at = makeScale({ totalMs: timeline.totalMs, width, folds, view: FIT });
        for (const row of buildRows(timeline, UNFOLDED)) {
          const marks = groupMarks(row.ticks, at);
          const { after } = placeTexts(row, marks, groupMarks(row.failures, at, "failures"), at);
          if (after === null) continue;
          const need = after.text.length * 6;
          const [x0, x1] = after.anchor === "start" ? [after.x, after.x + need] : [after.x - need, after.x];
          expect(row.bars.every((bar) => at.x(bar.fromMs) >= x1 || at.x(bar.toMs) <= x0)).toBe(true);
          expect(marks.every((mark) => mark.x + mark.width / 2 <= x0 || mark.x - mark.width / 2 >= x1)).toBe(true);
        }
      }
    }
  });
});

describe("keyboard", () => {
  test("walking on from the last event stays there, from none it begins at the first", () => {
    expect(stepEvent(timeline.events, null, 1)?.n).toBe(1);
    expect(stepEvent(timeline.events, timeline.events.length, 1)?.n).toBe(timeline.events.length);
    expect(stepEvent(timeline.events, 5, -1)?.n).toBe(4);
  });

  test("failures are reached from both sides and go round", () => {
    const failures = timeline.events.filter((event) => event.outcome === "failure").map((event) => event.n);
    const [first = 0] = failures;
    const last = failures.at(-1) ?? 0;

    expect(stepFailure(timeline.events, null, 1)?.n).toBe(first);
    expect(stepFailure(timeline.events, last, 1)?.n).toBe(first);
    expect(stepFailure(timeline.events, first, -1)?.n).toBe(last);
    expect(stepFailure([], null, 1)).toBeUndefined();
  });

  test("the chart has exactly one tab stop, whichever event is open", () => {
    const rows = buildRows(timeline, FOLDED);

    for (const selected of [null, ...timeline.events]) {
      const stop = tabStop(rows, selected, timeline.events);
      const row = rows.find((one) => one.id === stop?.rowId);
      expect(row && stopsOf(row, timeline.events).some((event) => event.n === stop?.n)).toBe(true);
    }
  });

  test("down and up lead through every row that has something in it", () => {
    const rows = buildRows(timeline, FOLDED);
    const drawn = { rows, events: timeline.events };
    const full = rows.filter((row) => stopsOf(row, timeline.events).length > 0).map((row) => row.id);
    const stop = tabStop(rows, null, timeline.events);
    const event = timeline.events[(stop?.n ?? 0) - 1];
    const visited = [stop?.rowId];

    for (let place = event && { rowId: stop?.rowId ?? "", event }; place; ) {
      const next = moveInChart(drawn, place, "down");
      if (next === null) break;
      visited.push(next.rowId);
      place = next;
    }

    expect(visited).toEqual(full);
  });

  test("an event is drawn in the open part of its phase, else in the phase", () => {
    const request = timeline.events.find((event) => event.type === "aiagent.llm.request");
    if (request === undefined) throw new Error("the trail has no request");

    expect(rowOfEvent(buildRows(timeline, FOLDED), request)?.id).toBe(request.sublane);
    const closed = buildRows(timeline, { ...FOLDED, closedLanes: new Set([request.lane]) });
    expect(rowOfEvent(closed, request)?.id).toBe(request.lane);
  });
});

describe("ledger", () => {
  test("its sum is the total of the trail, and with the events off the path it counts every event", () => {
    const total = ledgerTotal(timeline.ledger);

    expect(total.ms).toBe(timeline.totalMs);
    expect(total.events + timeline.offPathEvents).toBe(timeline.events.length);
  });

  test("shares and sums read as people say them", () => {
    expect(ledgerShare(481, 481)).toBe("100 %");
    expect([ledgerShare(157, 481), ledgerShare(0, 481), ledgerShare(1, 100_000), ledgerShare(5, 0)]).toEqual([
      "32.6 %",
      "0.0 %",
      "< 0.1 %",
      "–",
    ]);
    expect(measuredWords(481_000, 481_193)).toBe(", as the orchestrator measured; event clocks have whole seconds.");
    expect(measuredWords(481_000, 483_000)).toContain("; the orchestrator measured 8 min 3 s,");
    expect(measuredWords(481_000, null)).toBe(".");
  });
});

test("the minimap is at true scale whatever is folded", () => {
  const bars = minimapBars(timeline.ledger, timeline.totalMs, 700);

  timeline.ledger.forEach((row, index) => {
    const bar = bars[index];
    expect(bar?.left).toBeCloseTo((row.fromMs / timeline.totalMs) * 700, 6);
    expect(bar?.width).toBeGreaterThanOrEqual(2);
  });
});
