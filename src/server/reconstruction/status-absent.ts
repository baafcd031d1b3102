import { isJsonObject, valueAt } from "@/lib/json-tree";
import { type Leaf, lastOf, leftOut, type ReadEvent, type Trail, textIn } from "./sources";
import { endOf } from "./status-progress";

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
  const last = end ?? lastOf(trail, "orchestrator.lifecycle.transitioned");
  const phase = end ? endPhase(end) : textIn(last, ["to_phase"]);
  return phase === undefined ? leftOut(steps, why) : leftOut(steps, `${why} The trail ends in ${phase}.`, last);
}

function endPhase(end: ReadEvent): string {
  const isFailure =
    end.event_outcome === "failure" || textIn(end, ["outcome"]) === "Failed" || end.event_type.endsWith(".failed");
  return isFailure ? "Failed" : "Completed";
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
