import type { NewAuditEvent } from "@/contracts/audit";
import type { Incident } from "./incident";
import type { Random } from "./random";
import { writeClosing } from "./stages/closing";
import { writeDecision } from "./stages/decision";
import { writeExecution } from "./stages/execution";
import { writeIntake, writeRepeats } from "./stages/intake";
import { writeInvestigation } from "./stages/investigation";
import { writeVerification } from "./stages/verification";
import { createTrailWriter } from "./trail-writer";

/** Every event of an incident from the alert to its end, oldest first. */
export function writeTrail(incident: Incident, random: Random): NewAuditEvent[] {
  const trail = createTrailWriter(incident, random);
  writeIntake(trail);
  writeRepeats(trail, firingSeconds(incident));
  trail.wait(1);
  writeInvestigation(trail);
  if (writeDecision(trail) === "run" && writeExecution(trail) === "done") writeVerification(trail);
  writeClosing(trail);
  return trail.events();
}

/** How long the alert goes on: until the workflow has run, and a little longer. */
function firingSeconds({ analysisSeconds, approval, executionSeconds, end }: Incident): number {
  const toEnd = analysisSeconds + (approval?.waitSeconds ?? 0) + executionSeconds;
  return Math.min(end.kind === "remediated" ? toEnd + 65 : toEnd + 300, 1800);
}
