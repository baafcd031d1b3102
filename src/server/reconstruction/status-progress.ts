import { normalGoDuration } from "@/lib/go-duration";
import { isJsonNumber, valueAt, writeJson } from "@/lib/json-tree";
import {
  allOf,
  copied,
  derived,
  firstOf,
  type Leaf,
  lastOf,
  type ReadEvent,
  recorded,
  type Trail,
  textIn,
  timeLeaf,
  toWholeSecond,
} from "./sources";

/** When the remediation entered its phases. */
export function progressLeaves(trail: Trail): Leaf[] {
  const started = firstOf(trail, "orchestrator.lifecycle.started");
  const completed = endOf(trail, "success");
  return [
    ...timeLeaf(["status", "startTime"], started, "The time of the event."),
    ...phaseStartLeaf(trail, "processingStartTime", "Processing"),
    ...phaseStartLeaf(trail, "analyzingStartTime", "Analyzing"),
    ...phaseStartLeaf(trail, "executingStartTime", "Executing"),
    ...verificationDeadlineLeaves(trail),
    ...timeLeaf(["status", "completedAt"], completed, "The time of the event."),
  ];
}

/** A phase that was entered again counts from the last time. */
function phaseStartLeaf(trail: Trail, field: string, phase: string): Leaf[] {
  const transition = allOf(trail, "orchestrator.lifecycle.transitioned").findLast(
    (event) => textIn(event, ["to_phase"]) === phase,
  );
  return timeLeaf(["status", field], transition, `The time of the transition to ${phase}.`);
}

/** How the orchestrator said that it ended: with success (whatever the outcome), or with a failure. */
export function endOf(trail: Trail, result: "success" | "failure"): ReadEvent | undefined {
  const end = lastOf(trail, "orchestrator.lifecycle.completed", "orchestrator.lifecycle.failed");
  if (end === undefined) return undefined;
  const isFailure =
    end.event_type === "orchestrator.lifecycle.failed" ||
    end.event_outcome === "failure" ||
    textIn(end, ["outcome"]) === "Failed";
  return isFailure === (result === "failure") ? end : undefined;
}

const DEADLINE_GRACE_MS = 30_000;

/** The orchestrator waits 30 s longer than the assessment's own deadline; it has no setting for it. */
function verificationDeadlineLeaves(trail: Trail): Leaf[] {
  const payloadSteps = ["validity_deadline"];
  const event = lastOf(trail, "effectiveness.assessment.scheduled");
  const deadline = toWholeSecond(textIn(event, payloadSteps));
  if (deadline === undefined) return [];
  const value = `${new Date(Date.parse(deadline) + DEADLINE_GRACE_MS).toISOString().slice(0, 19)}Z`;
  const how = "The assessment's deadline and the 30 s by which the orchestrator always outwaits it.";
  return [derived(["status", "verificationDeadline"], value, { event, payloadSteps, how })];
}

/** Outcome or failure, confidence, and what holds it up at the end of the trail. */
export function resultLeaves(trail: Trail): Leaf[] {
  return [
    ...copied(["status", "outcome"], endOf(trail, "success"), ["crd_outcome"]),
    ...failureLeaves(endOf(trail, "failure")),
    ...blockLeaves(trail),
    ...confidenceLeaves(trail),
  ];
}

const FAILURE_PREFIX = /^Remediation failed at phase '[^']*': /;

function failureLeaves(end: ReadEvent | undefined): Leaf[] {
  const steps = ["status", "failureReason"];
  const payloadSteps = ["error_details", "message"];
  const message = textIn(end, payloadSteps);
  const reason =
    message === undefined
      ? copied(steps, end, ["failure_reason"])
      : [
          derived(steps, message.replace(FAILURE_PREFIX, ""), {
            event: end,
            payloadSteps,
            how: "The message without the phase it begins with.",
          }),
        ];
  return [...copied(["status", "failurePhase"], end, ["failure_phase"]), ...reason];
}

function blockLeaves(trail: Trail): Leaf[] {
  const block = isBlocked(trail) ? lastOf(trail, "orchestrator.routing.blocked") : undefined;
  return [
    ...copied(["status", "blockReason"], block, ["reason"]),
    ...copied(["status", "blockMessage"], block, ["message"]),
  ];
}

/** Whether the trail ends held up: it may have been blocked before and gone on. */
export function isBlocked(trail: Trail): boolean {
  const last = lastOf(
    trail,
    "orchestrator.routing.blocked",
    "orchestrator.lifecycle.transitioned",
    "orchestrator.lifecycle.completed",
    "orchestrator.lifecycle.failed",
  );
  return last?.event_type === "orchestrator.routing.blocked" || textIn(last, ["to_phase"]) === "Blocked";
}

/** The resource holds the confidence as a text with two decimals. */
function confidenceLeaves(trail: Trail): Leaf[] {
  const steps = ["status", "confidence"];
  const event = allOf(trail, "aianalysis.analysis.completed").findLast(({ payload }) =>
    isJsonNumber(valueAt(payload, ["confidence"])),
  );
  const number = valueAt(event?.payload, ["confidence"]);
  if (event === undefined || !isJsonNumber(number))
    return copied(steps, lastOf(trail, "orchestrator.approval.requested"), ["confidence_str"]);
  const digits = number.toString();
  const text = Number(digits).toFixed(2);
  if (text === digits)
    return [recorded(steps, text, { event, payloadSteps: ["confidence"], how: "Written as a text." })];
  return [derived(steps, text, { event, payloadSteps: ["confidence"], how: "Written as a text with two decimals." })];
}

/** The limits set at creation, unless an operator has changed them since: the webhook then records all of them anew. */
export function timeoutLeaves(trail: Trail): Leaf[] {
  const created = lastOf(trail, "orchestrator.lifecycle.created");
  const changed = lastOf(trail, "webhook.remediationrequest.timeout_modified");
  const isChanged = changed !== undefined && (created === undefined || isLaterAndOther(changed, created));
  const event = isChanged ? changed : created;
  return ["analyzing", "executing", "global", "processing"].flatMap((phase) => {
    const payloadSteps = [isChanged ? "new_timeout_config" : "timeout_config", phase];
    const [leaf] = copied(["status", "timeoutConfig", phase], event, payloadSteps);
    const normal = normalGoDuration(textIn(event, payloadSteps) ?? "");
    if (leaf === undefined || normal === undefined) return [];
    if (normal === leaf.value) return [leaf];
    return [derived(leaf.steps, normal, { event, payloadSteps, how: "The same duration as Kubernetes prints it." })];
  });
}

/** The orchestrator's own first write of the limits passes the webhook, too. */
function isLaterAndOther(changed: ReadEvent, created: ReadEvent): boolean {
  const before = valueAt(created.payload, ["timeout_config"]) ?? null;
  const after = valueAt(changed.payload, ["new_timeout_config"]) ?? null;
  return changed.event_timestamp > created.event_timestamp && writeJson(before) !== writeJson(after);
}
