import { defineTypes } from "./define";

const SESSION = ["session_id"];
const REFUSAL = ["path", "method", "source_ip"];
const OWNER = ["root_owner_kind", "root_owner_name", "root_owner_namespace"];
const ANALYSIS = [
  "response_data.rootCauseAnalysis.summary",
  "response_data.confidence",
  "response_data.selectedWorkflow.workflowId",
  "response_data.needsHumanReview",
];

/**
 * The agent repeats request, response, tool calls. A response never falls into the second of its own request, so inside one
 * second the order is: response to the last request, the tools it asked for, the next request.
 */
export const aiagentTypes = defineTypes(
  { category: "aiagent", subject: "remediation", lane: "analysis" },
  {
    "aiagent.llm.response": {
      rank: 600,
      label: "Model answered",
      fields: ["tokens_used", "tool_call_count", "analysis_preview"],
    },
    "aiagent.shadow.llm.request": { rank: 605, label: "Alignment check asked", fields: ["step_index", "step_kind"] },
    "aiagent.llm.tool_call": {
      rank: 610,
      label: "Tool called",
      fields: ["tool_name", "tool_arguments", "tool_result_preview"],
    },
    "aiagent.shadow.llm.response": {
      rank: 612,
      label: "Alignment check answered",
      fields: ["step_index", "evaluation_result"],
    },
    "aiagent.rca.complete": { rank: 640, label: "Root cause found", fields: ANALYSIS },
    "aiagent.enrichment.completed": { rank: 650, label: "Owner and history read", fields: OWNER },
    "aiagent.enrichment.failed": { rank: 651, label: "Owner and history not read", fields: ["reason", "detail"] },
    "aiagent.llm.request": {
      rank: 700,
      label: "Model asked",
      fields: ["model", "prompt_length", "prompt_preview"],
      // A request without a prompt is a gate of the agent's own that judges the response before it.
      payloadRank: { field: "prompt_length", ranks: { 0: 620 } },
    },
    "aiagent.workflow.validation_attempt": {
      rank: 720,
      label: "Workflow choice checked",
      fields: ["is_valid", "attempt", "max_attempts", "workflow_id", "validation_errors"],
    },
    "aiagent.alignment.grounding.request": { rank: 730, label: "Grounding check asked" },
    "aiagent.alignment.grounding.response": { rank: 735, label: "Grounding check answered" },
    "aiagent.alignment.step": {
      rank: 740,
      label: "Alignment step flagged",
      fields: ["step_index", "step_kind", "explanation"],
    },
    "aiagent.alignment.verdict": {
      rank: 750,
      label: "Alignment verdict",
      fields: ["result", "flagged", "total", "summary"],
    },
    "aiagent.response.complete": { rank: 760, label: "Investigation answered", fields: ANALYSIS },
    "aiagent.response.failed": { rank: 761, label: "Investigation failed", fields: ["error_message", "phase"] },

    "aiagent.session.started": {
      rank: 540,
      label: "Session started",
      subject: "other",
      fields: [...SESSION, "created_by"],
    },
    "aiagent.session.observed": {
      rank: 541,
      label: "Session watched",
      subject: "other",
      fields: [...SESSION, "observer_user"],
    },
    "aiagent.session.access_denied": {
      rank: 542,
      label: "Session access denied",
      subject: "other",
      fields: [...SESSION, "requesting_user", "endpoint"],
    },
    "aiagent.session.suspended": { rank: 545, label: "Session suspended", subject: "other", fields: SESSION },
    "aiagent.session.resumed": { rank: 546, label: "Session resumed", subject: "other", fields: SESSION },
    "aiagent.interactive.started": { rank: 550, label: "Interactive work started", subject: "other", fields: SESSION },
    "aiagent.interactive.k8s_call": {
      rank: 555,
      label: "Cluster call",
      subject: "other",
      fields: ["acting_user", "verb", "resource", "namespace", "resource_name"],
    },
    "aiagent.interactive.completed": {
      rank: 765,
      label: "Interactive work ended",
      subject: "other",
      fields: [...SESSION, "reason"],
    },
    "aiagent.investigation.cancelled": {
      rank: 766,
      label: "Investigation cancelled",
      fields: ["cancelled_phase", "cancelled_at_turn", "total_tokens"],
    },
    "aiagent.session.completed": { rank: 770, label: "Session ended", subject: "other", fields: SESSION },
    "aiagent.session.failed": { rank: 771, label: "Session failed", subject: "other", fields: [...SESSION, "error"] },
    "aiagent.session.cancelled": { rank: 772, label: "Session cancelled", subject: "other", fields: SESSION },
    "aiagent.ratelimit.denied": { rank: 543, label: "Agent rate limit", subject: "other", fields: REFUSAL },
    "aiagent.auth.failure": { rank: 543, label: "Agent sign-in failed", subject: "other", fields: REFUSAL },
    "aiagent.auth.denied": { rank: 543, label: "Agent access denied", subject: "other", fields: REFUSAL },
  },
);
