import { CONTROLLER_NAMESPACE } from "../emitters";
import type { Scores } from "../incident";
import type { Payload, TrailWriter } from "../trail-writer";
import { request } from "./decision";
import { goDuration, specHash } from "./execution";
import { enterPhase } from "./intake";

/** After the workflow: wait for the system to settle, then measure whether it helped. */
export function writeVerification(trail: TrailWriter): void {
  const { incident } = trail;
  const ea_name = `ea-${incident.correlationId}`;
  const settle = Math.min(300, Math.floor(incident.verifySeconds * 0.6));
  const gitOps = incident.isGitOps
    ? { alert_check_delay: "5m0s", gitops_sync_delay: "3m0s", hash_compute_delay: "3m0s" }
    : {};
  trail.add("orchestrator.ea.created", {
    ...request(trail),
    ea_name,
    is_crd: false,
    is_gitops_managed: incident.isGitOps,
    ...gitOps,
  });
  trail.add("orchestrator.lifecycle.verifying_started", request(trail), { outcome: "pending" });
  trail.add("effectiveness.assessment.scheduled", {
    ...assessment(trail, "scheduled"),
    assessed: false,
    details: "Times of the checks are set.",
    stabilization_window: goDuration(settle),
    validity_window: goDuration(incident.verifySeconds - settle),
    validity_deadline: trail.moment(incident.verifySeconds + 120),
    prometheus_check_after: trail.moment(settle),
    alertmanager_check_after: trail.moment(settle),
  });
  enterPhase(trail, "Executing", "Verifying");
  trail.wait(incident.verifySeconds);
  if (incident.end.kind === "verification-timed-out") {
    trail.add(
      "orchestrator.lifecycle.verification_timed_out",
      { ...request(trail), ea_name, duration_ms: elapsedMs(trail) },
      { outcome: "failure" },
    );
    return;
  }
  if (incident.end.kind === "remediated" || incident.end.kind === "inconclusive")
    writeScores(trail, incident.end.scores);
  trail.add("orchestrator.lifecycle.verification_completed", {
    ...request(trail),
    ea_name,
    duration_ms: elapsedMs(trail),
  });
}

export function elapsedMs(trail: TrailWriter): number {
  return Math.floor(trail.now()) * 1000 + trail.random.int(0, 999);
}

function writeScores(trail: TrailWriter, { health, alert, metrics }: Scores): void {
  const { incident } = trail;
  const { problem } = incident;
  trail.add("effectiveness.hash.computed", {
    ...assessment(trail, "hash"),
    details: "The specification of the target has changed since the remediation began.",
    hash_match: false,
    pre_remediation_spec_hash: specHash(incident, "before"),
    post_remediation_spec_hash: specHash(incident, "after"),
  });
  if (health !== null) {
    trail.add("effectiveness.health.assessed", {
      ...assessment(trail, "health"),
      score: health,
      details: health === 1 ? "All pods are ready and none restarted." : "Not all pods are ready, or some restarted.",
      health_checks: {
        pod_running: true,
        readiness_pass: health > 0.5,
        restart_delta: health === 1 ? 0 : 2,
        total_replicas: 2,
        ready_replicas: health === 1 ? 2 : 1,
      },
    });
  }
  trail.add("effectiveness.alert.assessed", {
    ...assessment(trail, "alert"),
    score: alert,
    details: alert === 1 ? `${problem.signalName} no longer fires.` : `${problem.signalName} still fires.`,
    alert_resolution: {
      alert_resolved: alert === 1,
      active_count: alert === 1 ? 0 : 1,
      resolution_time_seconds: Math.floor(trail.now()),
    },
  });
  trail.add("effectiveness.metrics.assessed", {
    ...assessment(trail, "metrics"),
    score: metrics,
    details: `${Math.round(metrics * 4)} of 4 metrics are better than before.`,
    metric_deltas: deltas(trail, metrics),
  });
  trail.add("effectiveness.assessment.completed", {
    ...assessment(trail, "completed"),
    reason: "Full",
    details: "All checks were made.",
    signal_name: problem.signalName,
    completed_at: trail.moment(),
    components_assessed: health === null ? ["hash", "alert", "metrics"] : ["health", "hash", "alert", "metrics"],
    assessment_duration_seconds: Math.floor(trail.now()),
  });
}

function deltas({ random }: TrailWriter, score: number): Payload {
  const before = 0.2 + random.next();
  return {
    cpu_before: before,
    cpu_after: before * (1.3 - score * 0.5),
    memory_before: random.int(15, 900) * 1_048_576,
    memory_after: random.int(15, 900) * 1_048_576,
    latency_p95_before_ms: 4 + before * 400,
    latency_p95_after_ms: 4 + before * (400 - score * 360),
  };
}

function assessment({ incident }: TrailWriter, component: string): Payload {
  const { correlationId } = incident;
  return {
    component,
    assessed: true,
    ea_name: `ea-${correlationId}`,
    namespace: CONTROLLER_NAMESPACE,
    correlation_id: correlationId,
  };
}
