import type { UnreadableEvent, Validation } from "@/contracts/reconstruction-steps";
import { AppError } from "@/lib/errors";
import { isJsonObject, type JsonObject, valueAt } from "@/lib/json-tree";

type Check = { steps: readonly string[]; absence: string; isRequired?: true };

/** One point each. The beginnings of the texts are those that existing clients know. */
const CHECKS: readonly Check[] = [
  { steps: ["spec", "signalName"], absence: "SignalName is missing", isRequired: true },
  { steps: ["spec", "signalType"], absence: "SignalType is missing", isRequired: true },
  {
    steps: ["spec", "originalPayload"],
    absence: "OriginalPayload is missing (Gap #1) - no gateway.signal.received event carries original_payload",
  },
  {
    steps: ["spec", "signalLabels"],
    absence: "SignalLabels are missing (Gap #2) - no gateway.signal.received event carries signal_labels",
  },
  {
    steps: ["spec", "signalAnnotations"],
    absence: "SignalAnnotations are missing (Gap #3) - no gateway.signal.received event carries signal_annotations",
  },
  {
    steps: ["spec", "providerData"],
    absence:
      "ProviderData is missing (Gap #4) - no aianalysis.analysis.completed event carries provider_response_summary",
  },
  {
    steps: ["status", "selectedWorkflowRef"],
    absence: "SelectedWorkflowRef is missing (Gap #5) - the trail has no workflowexecution.selection.completed event",
  },
  {
    steps: ["status", "executionRef"],
    absence: "ExecutionRef is missing (Gap #6) - the trail has no workflowexecution.execution.started event",
  },
  {
    steps: ["status", "timeoutConfig"],
    absence: "TimeoutConfig is missing (Gap #8) - no orchestrator.lifecycle.created event carries timeout_config",
  },
];

const COMPLETENESS_MIN = 50;

/**
 * Step 5: how complete the built object is. Too little to be of use, or without what a request can't lack, is refused,
 * unless what is missing may be there and masked.
 */
export function validateRequest(
  request: JsonObject,
  unreadable: readonly UnreadableEvent[],
  { isMasked = false }: { isMasked?: boolean } = {},
): Validation {
  const missing = CHECKS.filter((check) => !isPresent(request, check));
  const errors = missing.filter(({ isRequired }) => isRequired).map(({ absence }) => absence);
  const warnings = missing.filter(({ isRequired }) => !isRequired).map(({ absence }) => absence);
  const validation = {
    is_valid: errors.length === 0,
    completeness: Math.floor((100 * (CHECKS.length - missing.length)) / CHECKS.length),
    errors,
    warnings: [...warnings, ...unreadable.map(warningOf)],
  };
  if (isMasked) return validation;
  if (validation.completeness < COMPLETENESS_MIN) throw incomplete(validation);
  if (!validation.is_valid) throw invalid(validation);
  return validation;
}

/** An empty map or text is absent, but a timeout configuration counts even when it sets no limit. */
function isPresent(request: JsonObject, { steps }: Check): boolean {
  const value = valueAt(request, steps);
  if (value === undefined || value === null || value === "") return false;
  return steps.at(-1) === "timeoutConfig" || !isJsonObject(value) || Object.keys(value).length > 0;
}

function warningOf({ eventType, eventId, why }: UnreadableEvent): string {
  return `Event ${eventId} (${eventType}) was passed over: ${why}`;
}

function incomplete({ completeness, errors, warnings }: Validation): AppError {
  const lacking = [...errors, ...warnings];
  const message = `The trail gives ${completeness} % of the request, and less than ${COMPLETENESS_MIN} % is of no use. ${lacking.join(". ")}.`;
  return new AppError("VALIDATION", message, {
    slug: "reconstruction/incomplete-data",
    title: "Incomplete Reconstruction",
    extensions: { completeness, errors, warnings },
  });
}

function invalid({ completeness, errors, warnings }: Validation): AppError {
  return new AppError("UNPROCESSABLE", `The request can't be rebuilt. ${errors.join(". ")}.`, {
    slug: "reconstruction/unprocessable",
    title: "Validation Failed",
    extensions: { completeness, errors, warnings },
  });
}
