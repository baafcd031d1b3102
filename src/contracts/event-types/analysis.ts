import { defineTypes } from "./define";

const CALL = ["endpoint", "http_status_code", "duration_ms"];
const RESULT = ["workflow_id", "confidence", "approval_required", "approval_reason", "reason", "sub_reason"];

export const analysisTypes = defineTypes(
  { category: "analysis", subject: "remediation", lane: "analysis" },
  {
    "aianalysis.phase.transition": {
      rank: 520,
      label: "Analysis step",
      fields: ["old_phase", "new_phase"],
      payloadRank: {
        field: "new_phase",
        ranks: { Pending: 510, Investigating: 520, Analyzing: 820, Completed: 860, Failed: 861 },
      },
    },
    "aianalysis.aiagent.submit": { rank: 530, label: "Investigation submitted", fields: CALL },
    "aianalysis.aiagent.session_lost": { rank: 535, label: "Agent session lost", fields: CALL },
    "aianalysis.aiagent.result": { rank: 800, label: "Investigation result fetched", fields: CALL },
    "aianalysis.aiagent.call": { rank: 810, label: "Agent call finished", fields: CALL },
    "aianalysis.rego.evaluation": {
      rank: 830,
      label: "Approval policy evaluated",
      fields: ["outcome", "reason", "degraded", "duration_ms"],
    },
    "aianalysis.approval.decision": {
      rank: 840,
      label: "Approval need decided",
      fields: ["decision", "approval_reason", "confidence", "environment", "workflow_id"],
    },
    "aianalysis.analysis.completed": { rank: 850, label: "Analysis completed", fields: RESULT },
    "aianalysis.analysis.failed": { rank: 851, label: "Analysis failed", fields: ["error_details.message", ...RESULT] },
    "aianalysis.error.occurred": { rank: 855, label: "Analysis error", fields: ["phase", "error_message"] },
  },
);
