import { defineTypes, type PayloadRank } from "./define";

const PHASES: PayloadRank = {
  field: "to_phase",
  ranks: {
    Pending: 305,
    Processing: 330,
    Analyzing: 500,
    AwaitingApproval: 910,
    Blocked: 996,
    Executing: 1000,
    Verifying: 1205,
    Completed: 1490,
    Skipped: 1490,
    Failed: 1491,
    TimedOut: 1491,
    Cancelled: 1491,
  },
};

export const orchestrationTypes = defineTypes(
  { category: "orchestration", subject: "remediation", lane: "processing" },
  {
    "orchestrator.lifecycle.started": { rank: 300, label: "Remediation started", fields: ["rr_name"] },
    // The orchestrator writes its time limits into the resource before it reports them, and the webhook sees that write.
    "webhook.remediationrequest.timeout_modified": {
      rank: 315,
      label: "Time limits set",
      fields: ["modified_by", "new_timeout_config"],
    },
    "orchestrator.lifecycle.created": { rank: 320, label: "Time limits recorded", fields: ["timeout_config"] },
    "orchestrator.lifecycle.transitioned": {
      rank: 330,
      label: "Phase changed",
      fields: ["from_phase", "to_phase", "transition_reason"],
      payloadRank: PHASES,
    },
    "orchestrator.approval.requested": {
      rank: 900,
      label: "Approval requested",
      lane: "approval",
      fields: ["required_by", "confidence_str", "workflow_id", "rar_name"],
    },
    "orchestrator.approval.approved": {
      rank: 950,
      label: "Approved",
      lane: "approval",
      fields: ["decision", "approved_by"],
    },
    "orchestrator.approval.rejected": {
      rank: 951,
      label: "Rejected",
      lane: "approval",
      fields: ["decision", "rejected_by", "rejection_reason"],
    },
    "orchestrator.routing.blocked": {
      rank: 995,
      label: "Blocked",
      fields: ["reason", "sub_reason", "message", "target_resource"],
    },
    "remediation.workflow_created": {
      rank: 1010,
      label: "Workflow created",
      lane: "execution",
      fields: ["workflow_id", "workflow_version", "target_resource", "pre_remediation_spec_hash"],
    },
    "orchestrator.ea.created": {
      rank: 1200,
      label: "Assessment created",
      lane: "verification",
      fields: ["ea_name", "is_gitops_managed", "hash_compute_delay", "alert_check_delay"],
    },
    "orchestrator.lifecycle.verifying_started": { rank: 1210, label: "Verification started", lane: "verification" },
    "orchestrator.lifecycle.verification_completed": {
      rank: 1400,
      label: "Verification completed",
      lane: "verification",
      fields: ["crd_outcome", "duration_ms", "ea_name"],
    },
    "orchestrator.lifecycle.verification_timed_out": {
      rank: 1401,
      label: "Verification timed out",
      lane: "verification",
      fields: ["duration_ms", "ea_name"],
    },
    "orchestrator.remediation.manual_review": {
      rank: 1405,
      label: "Manual review required",
      fields: ["reason", "sub_reason", "message", "notification_name"],
    },
    "orchestrator.lifecycle.completed": {
      rank: 1500,
      label: "Remediation ended",
      lane: "verification",
      fields: ["outcome", "crd_outcome", "duration_ms", "failure_phase", "error_details.message"],
    },
    "orchestrator.lifecycle.failed": {
      rank: 1501,
      label: "Remediation failed",
      lane: "verification",
      fields: ["failure_phase", "failure_reason", "error_details.message", "duration_ms"],
    },
  },
);
