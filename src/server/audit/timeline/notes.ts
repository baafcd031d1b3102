import type { TimelineNote } from "@/contracts/timeline";
import type { Absent } from "./absent";
import { failureReason } from "./facts";
import { numberOf, textOf } from "./payload";
import { counted } from "./phrases";
import type { Trail } from "./trail";
import type { PlacedEvent } from "./trail-event";

/** What a reader must not miss, most serious first. */
export function notesOf(trail: Trail, absent: readonly Absent[]): TimelineNote[] {
  return [
    ...runFailure(trail),
    ...alignment(trail),
    ...otherFailures(trail),
    ...absent.map(({ lane, label, promisedBy }): TimelineNote => {
      const text = lane === "verification" && COMPONENT_LABELS.has(label) ? `${title(label)} result` : title(label);
      return { kind: "absent", text: `${text} expected, never arrived`, event: promisedBy.n };
    }),
    ...degraded(trail),
    ...clocks(trail),
    ...size(trail),
  ];
}

const COMPONENT_LABELS: ReadonlySet<string> = new Set(["health", "hash", "alert", "metrics"]);

function runFailure(trail: Trail): TimelineNote[] {
  const failed = trail.last("workflowexecution.workflow.failed");
  if (failed === undefined) return [];
  const reason = failureReason(trail);
  const words = asReported("Workflow failed", failed);
  return [{ kind: "failure", text: reason === undefined ? words : `${words}: ${reason}`, event: failed.n }];
}

/** An event can say failed by its type and success by its outcome; then both are told. */
export function asReported(words: string, { type, outcome }: PlacedEvent): string {
  return type.endsWith(".failed") && outcome === "success" ? `${words}, though the event's outcome is success` : words;
}

/** The check fails closed: a step that couldn't be evaluated counts as flagged, which is not the same as found guilty. */
export function alignmentWarning(trail: Trail): { text: string; event: PlacedEvent } | undefined {
  const verdict = trail.last("aiagent.alignment.verdict");
  const steps = trail.all("aiagent.alignment.step");
  const event = verdict ?? steps.at(-1);
  if (event === undefined) return undefined;
  const flagged = (verdict && numberOf(verdict.payload, "flagged")) ?? steps.length;
  if (flagged === 0) return undefined;
  const total = verdict && numberOf(verdict.payload, "total");
  const isUnavailable =
    steps.length > 0 && steps.every(({ payload }) => isNotEvaluated(textOf(payload, "explanation")));
  const of =
    total === undefined ? counted(flagged, "alignment step") : `${flagged} of ${counted(total, "alignment step")}`;
  return { text: `${of} ${isUnavailable ? "not evaluated" : "flagged"}`, event };
}

function isNotEvaluated(explanation: string | undefined): boolean {
  return explanation?.startsWith("evaluator_unavailable") ?? false;
}

function alignment(trail: Trail): TimelineNote[] {
  const warning = alignmentWarning(trail);
  return warning === undefined ? [] : [{ kind: "failure", text: warning.text, event: warning.event.n }];
}

const OTHER_FAILURES: readonly (readonly [type: string, text: string])[] = [
  ["gateway.crd.failed", "The remediation could not be created"],
  ["signalprocessing.error.occurred", "Signal processing failed"],
  ["aiagent.enrichment.failed", "The agent found no owner or history of the target"],
  ["aiagent.response.failed", "The agent gave no answer"],
  ["aianalysis.aiagent.session_lost", "The agent's session was lost"],
  ["aianalysis.analysis.failed", "The analysis failed"],
  ["orchestrator.lifecycle.verification_timed_out", "Verification timed out"],
  ["notification.message.failed", "A message could not be sent"],
];

function otherFailures(trail: Trail): TimelineNote[] {
  return OTHER_FAILURES.flatMap(([type, text]) => {
    const event = trail.last(type);
    if (type === "aiagent.enrichment.failed" && trail.first("aiagent.enrichment.completed") !== undefined) return [];
    return event === undefined ? [] : [{ kind: "failure" as const, text: asReported(text, event), event: event.n }];
  });
}

function degraded(trail: Trail): TimelineNote[] {
  const processed = trail.last("signalprocessing.signal.processed", "aianalysis.analysis.completed");
  if (processed?.payload.degraded_mode !== true) return [];
  return [{ kind: "info", text: "Decided with degraded information", event: processed.n }];
}

/** A first event that nothing can begin with was sent by a clock that is behind the others. */
function clocks(trail: Trail): TimelineNote[] {
  const [first] = trail.events;
  const received = trail.first("gateway.signal.received", "gateway.crd.created");
  if (first === undefined || received === undefined || received.offsetMs === 0 || first.lane === "signal") return [];
  return [{ kind: "info", text: "An event is dated before the signal: a clock was wrong", event: first.n }];
}

function size(trail: Trail): TimelineNote[] {
  const notes: TimelineNote[] = [];
  const event = trail.events[trail.events.length - trail.lateEvents]?.n ?? null;
  const repeated = trail.events.length - trail.shown.length;
  const others = trail.lateEvents - repeated;
  if (repeated > 0) notes.push({ kind: "info", text: `${counted(repeated, "alert")} repeated after the end`, event });
  if (others > 0) notes.push({ kind: "info", text: `${counted(others, "event")} later than the end`, event });
  if (trail.omittedEvents > 0) {
    const text = `${counted(trail.omittedEvents, "event")} left out: the trail is very long`;
    notes.push({ kind: "info", text, event: null });
  }
  return notes;
}

function title(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
