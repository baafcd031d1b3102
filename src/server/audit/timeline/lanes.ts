import type { Lane, LaneId, TimelineBar } from "@/contracts/timeline";
import { humanDuration } from "@/lib/duration";
import type { Absent } from "./absent";
import { analysisSublanes, failuresOf } from "./analysis-lane";
import { decisionOf, workflowOf } from "./facts";
import { counted } from "./phrases";
import type { Trail } from "./trail";
import type { PlacedEvent } from "./trail-event";
import type { Stretch } from "./walk";

export const LANE_LABELS: Readonly<Record<LaneId, string>> = {
  signal: "Signal",
  processing: "Processing",
  analysis: "Analysis",
  approval: "Approval",
  execution: "Execution",
  verification: "Verification",
  notification: "Notification",
};

const LANE_IDS: readonly LaneId[] = [
  "signal",
  "processing",
  "analysis",
  "approval",
  "execution",
  "verification",
  "notification",
];

/** All seven phases, also those in which nothing happened: an empty lane is an answer too. */
export function makeLanes(trail: Trail, absent: readonly Absent[]): Lane[] {
  return LANE_IDS.map((id) => {
    const events = trail.shown.filter(({ lane }) => lane === id);
    const bars = barsOf(trail, id);
    return {
      id,
      label: LANE_LABELS[id],
      measure: measureOf(trail, id, bars),
      bars,
      ticks: ticksOf(id, events, bars),
      failures: failuresOf(events),
      after: afterOf(trail, id, { events, bars }),
      sublanes: id === "analysis" ? analysisSublanes(trail) : [],
      absent: absent
        .filter(({ lane }) => lane === id)
        .map(({ atMs, type, label, reason }) => ({ atMs, type, label, reason })),
    };
  });
}

function barsOf(trail: Trail, lane: LaneId): TimelineBar[] {
  return trail.path
    .filter((stretch) => stretch.lane === lane)
    .map((stretch, index) => ({
      id: `${lane}.${index + 1}`,
      fromMs: stretch.fromMs,
      toMs: stretch.toMs,
      kind: stretch.kind,
      label: labelOf(trail, stretch),
      event: openedBy(trail, stretch),
      isCritical: true,
      isOpen: stretch.isOpen,
      cuts: [],
    }));
}

function labelOf(trail: Trail, { reason, fromMs, toMs }: Stretch): string | null {
  if (reason === "agent") return `agent, ${humanDuration(toMs - fromMs)}`;
  if (reason === "verify" && trail.last("effectiveness.assessment.scheduled")) return "stabilization window";
  return reason === "blocked" ? "blocked" : null;
}

/** The event worth reading: of a decision the decision, of a wait for assessment its schedule, else what began it. */
function openedBy(trail: Trail, stretch: Stretch): number {
  if (stretch.reason === "decision" && !stretch.isOpen) return decisionOf(trail)?.n ?? stretch.endsWith;
  if (stretch.reason === "verify") return trail.last("effectiveness.assessment.scheduled")?.n ?? stretch.beginsWith;
  return stretch.beginsWith;
}

/** Events that no bar stands for already: a bar's own edges need no tick, the results at the end of a verification do. */
function ticksOf(lane: LaneId, events: readonly PlacedEvent[], bars: readonly TimelineBar[]): number[] {
  if (lane === "analysis") return events.filter(({ sublane }) => sublane === null).map(({ n }) => n);
  if (bars.length === 0 || lane === "signal" || lane === "notification") return events.map(({ n }) => n);
  if (lane === "processing") return [];
  const [first] = bars;
  const edges = new Set(bars.flatMap(({ fromMs, toMs }) => [fromMs, toMs]));
  const isCovered = (at: number) => (lane === "verification" ? at === first?.fromMs : edges.has(at));
  return events.filter(({ offsetMs }) => !isCovered(offsetMs)).map(({ n }) => n);
}

function measureOf(trail: Trail, lane: LaneId, bars: readonly TimelineBar[]): string | null {
  if (lane === "signal") {
    const alerts = trail.all("gateway.signal.received").length + trail.all("gateway.signal.deduplicated").length;
    return alerts > 0 ? counted(alerts, "alert") : null;
  }
  if (lane === "notification") {
    const sent = trail.all("notification.message.sent").length;
    return sent > 0 ? `${sent} sent` : null;
  }
  if (bars.length > 0) return humanDuration(bars.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0));
  if (lane !== "approval" || trail.row.approval !== "none") return null;
  return trail.last("aianalysis.analysis.completed", "aianalysis.approval.decision") ? "not needed" : null;
}

type Drawn = { events: readonly PlacedEvent[]; bars: readonly TimelineBar[] };

function afterOf(trail: Trail, lane: LaneId, { events, bars }: Drawn): string | null {
  if (bars.length === 0) return null;
  if (lane === "processing") return counted(events.length, "event");
  if (lane === "execution") return workflowOf(trail)?.name ?? null;
  if (lane !== "approval") return null;
  return decisionOf(trail)?.word ?? (bars.some(({ isOpen }) => isOpen) ? "no decision yet" : null);
}
