import type { MappedRequest } from "@/contracts/reconstruction-steps";
import type { Json, JsonObject } from "@/lib/json-tree";

/**
 * Step 4: the RemediationRequest as existing clients get it: under a name of its own, marked as reconstructed,
 * required fields that no source event gives as zero values.
 */
export function buildRequest(mapped: MappedRequest, about: { correlationId: string; now: Date }): JsonObject {
  return {
    apiVersion: "remediation.kubernaut.ai/v1alpha1",
    kind: "RemediationRequest",
    metadata: buildMetadata(about),
    spec: buildSpec(mapped),
    status: buildStatus(mapped),
  };
}

/** RFC 3339 to the second, as Kubernetes writes times. */
export function wholeSeconds(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}

function buildMetadata({ correlationId, now }: { correlationId: string; now: Date }): JsonObject {
  return {
    name: `rr-reconstructed-${correlationId}-${Math.floor(now.getTime() / 1000)}`,
    namespace: "kubernaut-system",
    creationTimestamp: null,
    labels: {
      "app.kubernetes.io/managed-by": "kubernaut-datastorage",
      "kubernaut.ai/reconstructed": "true",
      "kubernaut.ai/correlation-id": correlationId,
    },
    annotations: {
      "kubernaut.ai/reconstructed-at": wholeSeconds(now),
      "kubernaut.ai/reconstruction-source": "audit-trail",
      "kubernaut.ai/correlation-id": correlationId,
    },
    finalizers: ["kubernaut.ai/audit-retention"],
  };
}

function buildSpec(mapped: MappedRequest): JsonObject {
  return withoutAbsent({
    signalName: mapped.signalName,
    signalType: mapped.signalType,
    signalFingerprint: mapped.signalFingerprint,
    signalLabels: unlessEmpty(mapped.signalLabels),
    signalAnnotations: unlessEmpty(mapped.signalAnnotations),
    originalPayload: mapped.originalPayload,
    providerData: mapped.providerData,
    severity: "",
    targetType: "",
    targetResource: { kind: "", name: "" },
    firingTime: null,
    receivedTime: null,
    deduplication: { firstOccurrence: null, lastOccurrence: null },
  });
}

function buildStatus({ timeoutConfig, selectedWorkflowRef, executionRef }: MappedRequest): JsonObject {
  return withoutAbsent({
    timeoutConfig: timeoutConfig && withoutAbsent(timeoutConfig),
    selectedWorkflowRef,
    executionRef:
      executionRef &&
      withoutAbsent({
        apiVersion: "workflowexecution.kubernaut.ai/v1alpha1",
        kind: "WorkflowExecution",
        name: executionRef.name,
        namespace: executionRef.namespace,
      }),
  });
}

function unlessEmpty(map: JsonObject): JsonObject | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}

function withoutAbsent(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  const present = Object.entries(members).filter((member): member is [string, Json] => member[1] !== undefined);
  return Object.fromEntries(present);
}
