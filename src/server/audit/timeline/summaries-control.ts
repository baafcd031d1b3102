import { childOf, flagOf, numberOf, type Payload, textOf } from "./payload";
import {
  localName,
  quote,
  type Summary,
  sentence,
  spoken,
  targetOf,
  tookMs,
  whenTrue,
  whole,
  withDetail,
} from "./phrases";

/** Gateway, orchestrator, signal processing, analysis controller, approval: what they report about driving a remediation. */
export const controlSummaries: Readonly<Record<string, Summary>> = {
  "gateway.signal.received": (d) => signal(d, "received"),
  "gateway.signal.deduplicated": (d) => {
    const name = textOf(d, "signal_name", 120);
    const count = numberOf(d, "occurrence_count");
    return name && `${name} arrived again${count === undefined ? "" : `, seen ${count} times so far`}.`;
  },
  "gateway.crd.created": (d) => {
    const name = localName(textOf(d, "remediation_request", 160));
    const target = targetOf(d);
    return name && `${name} created${target === undefined ? "" : ` for ${target}`}.`;
  },
  "gateway.crd.failed": (d) => withDetail("The remediation could not be created", errorOf(d)),

  "orchestrator.lifecycle.started": () => "The orchestrator took the remediation up.",
  "orchestrator.lifecycle.created": (d) => limits(childOf(d, "timeout_config"), "Time limits recorded"),
  "webhook.remediationrequest.timeout_modified": (d) => {
    const by = textOf(d, "modified_by", 160)?.split(":").at(-1);
    return limits(childOf(d, "new_timeout_config"), by === undefined ? "Time limits set" : `Time limits set by ${by}`);
  },
  "orchestrator.lifecycle.transitioned": (d) => {
    const reason = textOf(d, "transition_reason", 120);
    return transition(d, "from_phase", "to_phase", reason);
  },
  "orchestrator.routing.blocked": (d) => withDetail("Blocked", textOf(d, "message") ?? textOf(d, "reason", 120)),
  "orchestrator.approval.requested": (d) => {
    const confidence = textOf(d, "confidence_str", 20);
    const until = textOf(d, "required_by", 40);
    const about = [confidence && `confidence ${confidence}`, until && `needed by ${until}`].filter(Boolean).join(", ");
    return about === "" ? "A person was asked to approve." : `A person was asked to approve: ${about}.`;
  },
  "orchestrator.approval.approved": () => "The workflow may run.",
  "orchestrator.approval.rejected": (d) => withDetail("The workflow must not run", textOf(d, "rejection_reason")),
  "orchestrator.approval.expired": () => "Nobody decided in time.",
  "webhook.remediationapprovalrequest.decided": (d) => {
    const decision = textOf(d, "decision", 40);
    return decision && withDetail(decision, quote(textOf(d, "decision_message")));
  },
  "approval.decision": (d) => {
    const decision = textOf(d, "decision", 40);
    return decision && withDetail(decision, quote(textOf(d, "decision_message")));
  },
  "approval.timeout": (d) => withDetail("Nobody decided in time", textOf(d, "timeout_reason")),
  "orchestrator.remediation.manual_review": (d) =>
    withDetail("Handed to a person", textOf(d, "message") ?? textOf(d, "sub_reason", 120) ?? textOf(d, "reason", 120)),

  "signalprocessing.phase.transition": (d) => transition(d, "from_phase", "to_phase"),
  "signalprocessing.enrichment.completed": (d) => {
    const length = numberOf(d, "owner_chain_length");
    const chain = length === undefined ? "" : length === 0 ? ", no owner found" : `, owner chain of ${length}`;
    return `Enriched${tookMs(d)}${chain}${whenTrue(d, "degraded_mode", ", with degraded information")}.`;
  },
  "signalprocessing.classification.decision": (d) => classified(d, `Classified${tookMs(d)}`),
  "signalprocessing.business.classified": (d) => {
    const about = [
      textOf(d, "criticality", 40) && `criticality ${textOf(d, "criticality", 40)}`,
      textOf(d, "business_unit", 80) && `unit ${textOf(d, "business_unit", 80)}`,
      textOf(d, "sla_requirement", 40) && `service level ${textOf(d, "sla_requirement", 40)}`,
    ].filter(Boolean);
    return about.length === 0 ? undefined : `Business impact: ${about.join(", ")}.`;
  },
  "signalprocessing.signal.processed": (d) => classified(d, "Signal processed"),
  "signalprocessing.error.occurred": (d) => withDetail("Signal processing failed", textOf(d, "error")),

  "aianalysis.phase.transition": (d) => transition(d, "old_phase", "new_phase"),
  "aianalysis.aiagent.submit": () => "Investigation handed to the agent.",
  "aianalysis.aiagent.result": (d) => `Result collected ${answered(d)}.`,
  "aianalysis.aiagent.call": (d) => `Call to the agent finished ${answered(d)}.`,
  "aianalysis.aiagent.session_lost": () => "The agent no longer knew the session.",
  "aianalysis.rego.evaluation": (d) => {
    const outcome = textOf(d, "outcome", 60)?.replaceAll("_", " ");
    return outcome && withDetail(`Policy says ${outcome}${tookMs(d)}`, textOf(d, "reason"));
  },
  "aianalysis.approval.decision": (d) => {
    const isRequired = flagOf(d, "approval_required");
    if (isRequired === undefined) return undefined;
    return withDetail(isRequired ? "A person must approve" : "No approval needed", textOf(d, "approval_reason"));
  },
  "aianalysis.analysis.completed": (d) => {
    const confidence = numberOf(d, "confidence");
    const chosen = textOf(d, "workflow_id", 60) === undefined ? "no workflow chosen" : "a workflow was chosen";
    return `Analysis completed, ${chosen}${confidence === undefined ? "" : `, confidence ${confidence.toFixed(2)}`}.`;
  },
  "aianalysis.analysis.failed": (d) =>
    withDetail("Analysis failed", errorOf(d) ?? textOf(d, "sub_reason", 120) ?? textOf(d, "reason", 120)),
  "aianalysis.error.occurred": (d) => withDetail("Analysis error", textOf(d, "error_message")),
};

function signal(payload: Payload, verb: string): string | undefined {
  const name = textOf(payload, "signal_name", 120);
  if (name === undefined) return undefined;
  const target = targetOf(payload);
  const severity = textOf(payload, "severity", 40);
  return `${name} ${verb}${severity === undefined ? "" : `, ${severity}`}${target === undefined ? "" : `, about ${target}`}.`;
}

function transition(payload: Payload, from: string, to: string, reason?: string): string | undefined {
  const after = textOf(payload, to, 60);
  if (after === undefined) return undefined;
  const before = textOf(payload, from, 60);
  return withDetail(before === undefined ? `Entered ${after}` : `${before} to ${after}`, reason);
}

function limits(config: Payload, said: string): string {
  const phases = ["processing", "analyzing", "executing", "global"] as const;
  const known = phases.flatMap((phase) => {
    const limit = spoken(config, phase);
    return limit === undefined ? [] : [`${phase === "global" ? "in all" : phase} ${limit}`];
  });
  return known.length === 0 ? sentence(said) : `${said}: ${known.join(", ")}.`;
}

function classified(payload: Payload, said: string): string | undefined {
  const about = ["severity", "environment", "priority"].map((key) => textOf(payload, key, 40)).filter(Boolean);
  if (about.length === 0) return undefined;
  const byPolicy = textOf(payload, "determination_source", 40) === "rego-policy" ? ", by policy" : "";
  return `${said}: ${about.join(", ")}${byPolicy}.`;
}

function answered(payload: Payload): string {
  const status = whole(payload, "http_status_code");
  return [
    numberOf(payload, "duration_ms") && `after${tookMs(payload).replace(" in", "")}`,
    status && `(HTTP ${status})`,
  ]
    .filter(Boolean)
    .join(" ");
}

function errorOf(payload: Payload): string | undefined {
  const details = childOf(payload, "error_details");
  return textOf(details, "message") ?? textOf(details, "code", 80);
}
