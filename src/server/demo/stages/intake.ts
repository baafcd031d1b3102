import { CONTROLLER_NAMESPACE } from "../emitters";
import type { Incident } from "../incident";
import type { Payload, TrailWriter } from "../trail-writer";

export const TIMEOUTS = { global: "1h0m0s", analyzing: "10m0s", executing: "30m0s", processing: "5m0s" };

/** From the alert to the start of the analysis: gateway, orchestrator, signal processing. */
export function writeIntake(trail: TrailWriter): void {
  const { incident, random } = trail;
  const { problem, severity } = incident;
  const signal = signalPayload(incident);
  const resource = signalResource(incident);
  trail.add("gateway.signal.received", { ...signal, severity, ...resource, deduplication_status: "new" });
  const { signal_labels: _labels, signal_annotations: _annotations, original_payload: _payload, ...created } = signal;
  trail.add("gateway.crd.created", { ...created, severity, ...resource, occurrence_count: 1 });
  const request = { rr_name: incident.correlationId, namespace: CONTROLLER_NAMESPACE };
  trail.add("orchestrator.lifecycle.started", request, { outcome: "pending" });
  for (let write = 0; write < 3; write++) {
    trail.add("webhook.remediationrequest.timeout_modified", {
      ...request,
      modified_at: trail.moment(),
      modified_by: `system:serviceaccount:${CONTROLLER_NAMESPACE}:remediationorchestrator-controller`,
      new_timeout_config: TIMEOUTS,
    });
  }
  trail.add("orchestrator.lifecycle.created", { ...request, timeout_config: TIMEOUTS });
  enterPhase(trail, "Pending", "Processing");
  const step = (from: string, to: string) =>
    trail.add("signalprocessing.phase.transition", {
      phase: to,
      signal: problem.signalName,
      from_phase: from,
      to_phase: to,
    });
  step("", "Pending");
  step("Pending", "Enriching");
  trail.wait(random.int(0, 1));
  writeClassification(trail, step);
  enterPhase(trail, "Processing", "Analyzing");
}

export function enterPhase(trail: TrailWriter, from: string, to: string): void {
  trail.add("orchestrator.lifecycle.transitioned", {
    rr_name: trail.incident.correlationId,
    namespace: CONTROLLER_NAMESPACE,
    from_phase: from,
    to_phase: to,
  });
}

/** The alert is sent again about every 65 s until it stops, by each alert of its group. */
export function writeRepeats(trail: TrailWriter, untilSeconds: number): void {
  const { incident } = trail;
  const signal = signalPayload(incident);
  const start = trail.now();
  let count = 1;
  for (let at = 65; at <= untilSeconds; at += 65) {
    for (let alert = 0; alert < incident.groupSize && count < 40; alert++) {
      count += 1;
      trail.wait(at - trail.now());
      trail.add("gateway.signal.deduplicated", {
        ...signal,
        occurrence_count: count,
        deduplication_status: "duplicate",
      });
    }
  }
  trail.wait(start - trail.now());
}

function writeClassification(trail: TrailWriter, step: (from: string, to: string) => void): void {
  const { incident, random } = trail;
  const { problem, severity, priority } = incident;
  const environment = incident.environment.toLowerCase();
  const isNamed = incident.target.kind !== "Node" && problem.signalKind !== "Unknown";
  const owners = isNamed ? random.int(1, 2) : 0;
  const subject = { signal: problem.signalName };
  const business = {
    criticality: priority === "P0" ? "high" : "medium",
    sla_requirement: priority === "P0" ? "Gold" : "Silver",
  };
  trail.add("signalprocessing.enrichment.completed", {
    ...subject,
    phase: "Classifying",
    has_pod: problem.signalKind === "Pod",
    has_namespace: isNamed,
    has_deployment: isNamed && incident.target.kind === "Deployment",
    owner_chain_length: owners,
    degraded_mode: false,
    duration_ms: random.int(40, 240),
  });
  step("Enriching", "Classifying");
  trail.add("signalprocessing.classification.decision", {
    ...subject,
    phase: "Categorizing",
    severity,
    external_severity: severity,
    normalized_severity: severity,
    determination_source: "rego-policy",
    policy_hash: POLICY_HASH,
    priority,
    environment,
    signal_mode: problem.signalName.startsWith("Predicted") ? "proactive" : "reactive",
    duration_ms: random.int(4, 30),
  });
  step("Classifying", "Categorizing");
  trail.add("signalprocessing.business.classified", {
    ...subject,
    phase: "Completed",
    severity,
    business_unit: problem.businessUnit,
    ...business,
  });
  step("Categorizing", "Completed");
  trail.add("signalprocessing.signal.processed", {
    ...subject,
    phase: "Completed",
    severity,
    priority,
    environment,
    signal_mode: "reactive",
    degraded_mode: false,
    has_owner_chain: owners > 0,
    owner_chain_length: owners,
    ...business,
  });
}

const POLICY_HASH = "5b1f0c7d9e3a48261f70d4ce95ab8832760e1d4fb29c5a637f08e2d1946cba35";

function signalResource({ problem, target }: Incident): Payload {
  const isKnown = problem.signalKind !== "Unknown";
  return { resource_kind: problem.signalKind, resource_name: isKnown ? target.name : "unknown" };
}

function signalPayload(incident: Incident) {
  const { problem, namespace, fingerprint, correlationId } = incident;
  const labels = alertLabels(incident, 0);
  const annotations = { summary: `${problem.alertSummary}\n`, description: `${problem.alertDescription}\n` };
  return {
    namespace,
    fingerprint,
    signal_name: problem.signalName,
    signal_type: "alert",
    signal_labels: labels,
    signal_annotations: annotations,
    original_payload: webhookBody(incident, labels, annotations),
    remediation_request: `${CONTROLLER_NAMESPACE}/${correlationId}`,
  };
}

function alertLabels({ problem, namespace, severity, target }: Incident, index: number): Record<string, string> {
  const labels: Record<string, string> = {
    alertname: problem.signalName,
    namespace,
    severity,
    prometheus: "monitoring/kube-prometheus-stack-prometheus",
  };
  if (problem.signalKind === "Unknown") return labels;
  const member = index === 0 ? target.name : `${target.name}-${index + 1}`;
  return { ...labels, [problem.signalKind.toLowerCase()]: member };
}

function webhookBody(incident: Incident, labels: Payload, annotations: Payload): Payload {
  const { problem, namespace, startMs, groupSize, fingerprint } = incident;
  const expression = encodeURIComponent(problem.query.expression).replaceAll("%20", "+");
  const alerts = Array.from({ length: groupSize }, (_, index) => ({
    status: "firing",
    labels: alertLabels(incident, index),
    annotations,
    startsAt: new Date(startMs - 5000 + index * 137).toISOString(),
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: `http://prometheus.monitoring:9090/graph?g0.expr=${expression}&g0.tab=1`,
    fingerprint: fingerprint.slice(index * 4, index * 4 + 16),
  }));
  return {
    version: "4",
    groupKey: `{}/{namespace=~"^(?:demo-.*)$"}:{namespace="${namespace}"}`,
    truncatedAlerts: 0,
    status: "firing",
    receiver: "gateway-webhook",
    groupLabels: { namespace },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: "http://alertmanager.monitoring:9093",
    alerts,
  };
}
