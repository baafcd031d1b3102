import type { MappedRequest, ParsedEvent, TimeoutConfig } from "@/contracts/reconstruction-steps";
import { AppError } from "@/lib/errors";
import { normalGoDuration } from "@/lib/go-duration";
import { jsonObject } from "@/lib/json-tree";

type EventOf<Kind extends ParsedEvent["kind"]> = Extract<ParsedEvent, { kind: Kind }>;

/** Step 3: brings the events together. A later event of the same kind replaces the earlier one; labels and annotations add up key by key. */
export function mapFields(events: readonly ParsedEvent[]): MappedRequest {
  const signals = ofKind(events, "signal");
  const signal = signals.at(-1);
  if (signal === undefined) {
    throw notMappable(
      "The trail has no readable gateway.signal.received event, and the signal comes from nowhere else.",
    );
  }
  const selection = ofKind(events, "selection").at(-1);
  const execution = ofKind(events, "execution").at(-1);
  return {
    signalName: signal.signalName,
    signalType: signal.signalType,
    signalFingerprint: signal.fingerprint,
    signalLabels: merged(signals.map(({ labels }) => labels)),
    signalAnnotations: merged(signals.map(({ annotations }) => annotations)),
    originalPayload: lastGiven(signals.map(({ originalPayload }) => originalPayload)),
    providerData: lastGiven(ofKind(events, "analysis").map(({ providerData }) => providerData)),
    timeoutConfig: normalTimeouts(lastGiven(ofKind(events, "creation").map(({ timeoutConfig }) => timeoutConfig))),
    selectedWorkflowRef: selection && {
      workflowId: selection.workflowId,
      version: selection.version,
      executionBundle: selection.executionBundle,
    },
    executionRef: execution && { name: execution.name, namespace: execution.namespace },
  };
}

function ofKind<Kind extends ParsedEvent["kind"]>(events: readonly ParsedEvent[], kind: Kind): EventOf<Kind>[] {
  return events.filter((event): event is EventOf<Kind> => event.kind === kind);
}

function lastGiven<Value>(values: readonly (Value | undefined)[]): Value | undefined {
  return values.findLast((value) => value !== undefined);
}

function merged(maps: readonly MappedRequest["signalLabels"][]): MappedRequest["signalLabels"] {
  return jsonObject(new Map(maps.flatMap((map) => Object.entries(map))));
}

function normalTimeouts(config: TimeoutConfig | undefined): TimeoutConfig | undefined {
  if (config === undefined) return undefined;
  const normal: TimeoutConfig = {};
  for (const phase of ["global", "processing", "analyzing", "executing"] as const) {
    const limit = config[phase];
    if (limit === undefined) continue;
    const duration = normalGoDuration(limit);
    if (duration === undefined)
      throw notMappable(`timeout_config.${phase} is ${JSON.stringify(limit)}, which is not a duration.`);
    normal[phase] = duration;
  }
  return normal;
}

/** Existing clients know one answer for both causes; the detail says which it is. */
function notMappable(message: string): AppError {
  return new AppError("VALIDATION", message, {
    slug: "reconstruction/missing-gateway-event",
    title: "Reconstruction Failed",
  });
}
