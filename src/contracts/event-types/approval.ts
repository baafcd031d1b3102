import { defineTypes } from "./define";

const DECISION = ["decision", "decided_by", "decided_at", "decision_message"];

export const approvalTypes = defineTypes(
  { category: "approval", subject: "remediation", lane: "approval" },
  {
    "approval.request.created": {
      rank: 905,
      label: "Approval request created",
      fields: ["approval_reason", "timeout_deadline", "confidence", "workflow_id"],
    },
    "webhook.remediationapprovalrequest.decided": { rank: 940, label: "Decision given", fields: DECISION },
    "approval.decision": { rank: 945, label: "Decision recorded", fields: DECISION },
    "approval.timeout": {
      rank: 948,
      label: "Approval expired",
      fields: ["timeout_reason", "timeout_duration_seconds"],
    },
  },
);
