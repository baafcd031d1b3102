import { defineTypes } from "./define";

const SESSION = ["session_id"];
const TASK = ["task_id", "duration_ms", "rr_name"];

/** Interactive work of a person or another program, before and beside a remediation. */
export const apifrontendTypes = defineTypes(
  { category: "apifrontend", subject: "other", lane: "signal" },
  {
    "apifrontend.auth.success": { rank: 10, label: "Signed in", fields: ["auth_method", "issuer", "groups"] },
    "apifrontend.auth.failure": { rank: 11, label: "Sign-in failed", fields: ["auth_method", "failure_reason"] },
    "apifrontend.auth.access_denied": {
      rank: 12,
      label: "Access denied",
      fields: ["tool_name", "user_role", "required_roles"],
    },
    "apifrontend.ratelimit.denied": { rank: 13, label: "Rate limit reached", fields: ["limit_type", "limit_value"] },
    "apifrontend.impersonation.created": { rank: 15, label: "Acting for a user", fields: ["target_user", "groups"] },
    "apifrontend.jwt.delegation": { rank: 16, label: "Token delegated", fields: ["target_service"] },
    "apifrontend.session.created": {
      rank: 20,
      label: "Session created",
      fields: ["user_identity", "join_mode", "rr_ref"],
    },
    "apifrontend.mcp.session_init": {
      rank: 21,
      label: "Tool session opened",
      fields: ["mcp_session_id", "protocol_version"],
    },
    "apifrontend.a2a.task_started": { rank: 30, label: "Task started", fields: TASK },
    "apifrontend.triage.started": {
      rank: 40,
      label: "Triage started",
      fields: ["persona", "model_name", "query_length"],
    },
    "apifrontend.tool.executed": {
      rank: 50,
      label: "Tool used",
      fields: ["tool_name", "tool_outcome", "target_kind", "target_resource", "execution_duration_ms"],
    },
    "apifrontend.mcp.tool_failed": { rank: 51, label: "Tool failed", fields: ["tool_name", "error"] },
    "apifrontend.circuitbreaker.trip": { rank: 52, label: "Circuit opened", fields: ["circuit_name", "failure_count"] },
    "apifrontend.severity_triage.completed": { rank: 60, label: "Severity rated", fields: ["severity", "source_tier"] },
    "apifrontend.severity_triage.failed": { rank: 61, label: "Severity not rated", fields: ["error", "failed_tier"] },
    "apifrontend.rr.created": {
      rank: 205,
      label: "Remediation requested",
      fields: ["rr_name", "target_kind", "target_name", "signal_source"],
    },
    "apifrontend.rr.deduplicated": {
      rank: 206,
      label: "Request joined another",
      fields: ["existing_rr_name", "fingerprint"],
    },
    "apifrontend.triage.completed": {
      rank: 215,
      label: "Triage ended",
      fields: ["triage_outcome", "triage_duration_ms"],
    },
    "apifrontend.ka.delegated": {
      rank: 525,
      label: "Investigation delegated",
      lane: "analysis",
      fields: ["delegation_type", "ka_correlation_id", "rr_name"],
    },
    "apifrontend.ka.result_received": {
      rank: 805,
      label: "Investigation result received",
      lane: "analysis",
      fields: ["result_type", "confidence", "workflow_candidates_count"],
    },
    "apifrontend.user.decision": {
      rank: 935,
      label: "User decided",
      lane: "approval",
      fields: ["decision", "workflow_id", "time_to_decision_ms"],
    },
    "apifrontend.session.phase_changed": { rank: 1600, label: "Session step", fields: ["from_phase", "to_phase"] },
    "apifrontend.a2a.task_completed": { rank: 1610, label: "Task completed", fields: TASK },
    "apifrontend.a2a.task_failed": { rank: 1611, label: "Task failed", fields: ["error", ...TASK] },
    "apifrontend.session.completed": {
      rank: 1620,
      label: "Session ended",
      fields: ["terminal_phase", "user_decision", "total_duration_ms", "total_tool_calls"],
    },
    "apifrontend.session.auto_cancelled": { rank: 1621, label: "Session expired", fields: [...SESSION, "ttl_seconds"] },
    "apifrontend.session.deleted": { rank: 1630, label: "Session deleted", fields: [...SESSION, "reason"] },
    "apifrontend.session.retention_deleted": { rank: 1631, label: "Session removed by age", fields: SESSION },
    "apifrontend.config.reloaded": {
      rank: 1640,
      label: "Settings reloaded",
      fields: ["config_version", "changed_keys"],
    },
    "apifrontend.config.rejected": {
      rank: 1641,
      label: "Settings refused",
      fields: ["rejection_reason", "config_version"],
    },
  },
);
