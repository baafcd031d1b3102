import { defineTypes } from "./define";

const COMPONENT = ["score", "details", "assessed"];

export const effectivenessTypes = defineTypes(
  { category: "effectiveness", subject: "remediation", lane: "verification" },
  {
    "effectiveness.assessment.scheduled": {
      rank: 1220,
      label: "Assessment scheduled",
      fields: ["stabilization_window", "validity_window", "validity_deadline"],
    },
    "effectiveness.hash.computed": {
      rank: 1300,
      label: "Specification compared",
      fields: ["hash_match", "pre_remediation_spec_hash", "post_remediation_spec_hash"],
    },
    "effectiveness.health.assessed": { rank: 1310, label: "Health assessed", fields: [...COMPONENT, "health_checks"] },
    "effectiveness.alert.assessed": { rank: 1320, label: "Alert assessed", fields: [...COMPONENT, "alert_resolution"] },
    "effectiveness.metrics.assessed": {
      rank: 1330,
      label: "Metrics assessed",
      fields: [...COMPONENT, "metric_deltas"],
    },
    "effectiveness.alert_decay.detected": { rank: 1335, label: "Alert fading", fields: COMPONENT },
    "effectiveness.assessment.completed": {
      rank: 1340,
      label: "Assessment completed",
      fields: ["reason", "components_assessed", "assessment_duration_seconds"],
    },
  },
);
