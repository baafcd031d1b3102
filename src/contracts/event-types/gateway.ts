import { defineTypes } from "./define";

const SIGNAL = ["signal_name", "severity", "namespace", "resource_kind", "resource_name", "fingerprint"];

export const gatewayTypes = defineTypes(
  { category: "gateway", subject: "remediation", lane: "signal" },
  {
    "gateway.signal.received": { rank: 200, label: "Signal received", fields: SIGNAL },
    "gateway.crd.created": { rank: 210, label: "Remediation created", fields: ["remediation_request", ...SIGNAL] },
    "gateway.crd.failed": { rank: 211, label: "Remediation not created", fields: ["error_details.message", ...SIGNAL] },
    "gateway.signal.deduplicated": {
      rank: 220,
      label: "Signal repeated",
      fields: ["occurrence_count", "deduplication_status", "signal_name"],
    },
  },
);
