import { defineTypes } from "./define";

export const signalprocessingTypes = defineTypes(
  { category: "signalprocessing", subject: "remediation", lane: "processing" },
  {
    "signalprocessing.phase.transition": {
      rank: 400,
      label: "Processing step",
      fields: ["from_phase", "to_phase"],
      payloadRank: {
        field: "to_phase",
        ranks: { Pending: 400, Enriching: 410, Classifying: 430, Categorizing: 450, Completed: 470, Failed: 490 },
      },
    },
    "signalprocessing.enrichment.completed": {
      rank: 420,
      label: "Context added",
      fields: ["owner_chain_length", "has_namespace", "degraded_mode", "duration_ms"],
    },
    "signalprocessing.classification.decision": {
      rank: 440,
      label: "Classified",
      fields: ["severity", "environment", "priority", "determination_source", "policy_hash"],
    },
    "signalprocessing.business.classified": {
      rank: 460,
      label: "Business impact rated",
      fields: ["criticality", "business_unit", "sla_requirement"],
    },
    "signalprocessing.signal.processed": {
      rank: 480,
      label: "Signal processed",
      fields: ["severity", "environment", "priority", "criticality", "sla_requirement"],
    },
    "signalprocessing.error.occurred": { rank: 485, label: "Processing failed", fields: ["phase", "error"] },
  },
);
