import { isJsonObject, valueAt } from "@/lib/json-tree";
import { type Leaf, lastOf, leftOut, type ReadEvent, type Trail, textIn } from "./sources";
import { endOf, isBlocked } from "./status-progress";

/** What will not come back, with the reason. Fields that the resource can't have had at this point are not named. */
export function absentLeaves(trail: Trail): Leaf[] {
  const failure = endOf(trail, "failure");
  const end = failure ?? endOf(trail, "success");
  return [
    overallPhaseLeaf(trail, end),
    errorLeaf(end),
    leftOut(["status", "conditions"], "Their reasons and messages are in no event."),
    leftOut(["status", "observedGeneration"], "Set by the controller."),
    ...(end
      ? [
          leftOut(
            ["status", "retentionExpiryTime"],
            "Depends on a setting of the orchestrator (24 h after the end unless changed).",
          ),
        ]
      : []),
    ...(failure ? failureCountLeaves() : []),
  ];
}

function overallPhaseLeaf(trail: Trail, end: ReadEvent | undefined): Leaf {
  const steps = ["status", "overallPhase"];
  const why = "Not rebuilt, by specification: a controller would act on it.";
  const [phase, event] = lastPhase(trail, end);
  return phase === undefined ? leftOut(steps, why) : leftOut(steps, `${why} The trail ends in ${phase}.`, event);
}

function lastPhase(trail: Trail, end: ReadEvent | undefined): [string | undefined, ReadEvent | undefined] {
  if (end !== undefined) return [endOf(trail, "failure") ? "Failed" : "Completed", end];
  if (isBlocked(trail)) return ["Blocked", lastOf(trail, "orchestrator.routing.blocked")];
  const transition = lastOf(trail, "orchestrator.lifecycle.transitioned");
  return [textIn(transition, ["to_phase"]), transition];
}

function errorLeaf(end: ReadEvent | undefined): Leaf {
  const steps = ["status", "error"];
  const why = "Not rebuilt, by specification.";
  if (!isJsonObject(valueAt(end?.payload, ["error_details"])))
    return leftOut(steps, `${why} The trail's end records no error.`);
  return leftOut(steps, `${why} The event's error_details has what is known.`, end);
}

function failureCountLeaves(): Leaf[] {
  return [
    leftOut(["status", "consecutiveFailureCount"], "Counted over several remediations of the same signal."),
    leftOut(
      ["status", "nextAllowedExecution"],
      "Depends on the count of failures and on settings of the orchestrator.",
    ),
  ];
}
