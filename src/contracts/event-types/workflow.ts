import { defineTypes } from "./define";

const SEARCH = ["query.filters", "results.total_found", "search_metadata.duration_ms"];
const ADMISSION = ["workflow_name", "action", "workflow_id", "catalog_status", "denial_reason"];

/** `workflow.catalog.*` is the agent reading the catalog for a remediation; the others are changes of the catalog itself. */
export const workflowTypes = defineTypes(
  { category: "workflow", subject: "catalog", lane: "analysis" },
  {
    "workflow.catalog.actions_listed": { rank: 660, label: "Action types listed", subject: "other", fields: SEARCH },
    "workflow.catalog.workflows_listed": { rank: 665, label: "Workflows listed", subject: "other", fields: SEARCH },
    "workflow.catalog.workflow_retrieved": { rank: 670, label: "Workflow read", subject: "other", fields: SEARCH },
    "workflow.catalog.selection_validated": {
      rank: 675,
      label: "Selection validated",
      subject: "other",
      fields: SEARCH,
    },
    "remediationworkflow.admitted.create": { rank: 2000, label: "Workflow admitted", fields: ADMISSION },
    "remediationworkflow.admitted.update": { rank: 2001, label: "Workflow change admitted", fields: ADMISSION },
    "remediationworkflow.admitted.delete": { rank: 2002, label: "Workflow removal admitted", fields: ADMISSION },
    "remediationworkflow.admitted.denied": { rank: 2003, label: "Workflow refused", fields: ADMISSION },
    "authwebhook.workflow.registration_failed": {
      rank: 2004,
      label: "Workflow not registered",
      fields: ["workflow_name", "reason", "message"],
    },
    "datastorage.workflow.created": {
      rank: 2010,
      label: "Workflow registered",
      fields: ["workflow_name", "version", "status", "execution_engine"],
    },
    "datastorage.workflow.updated": {
      rank: 2011,
      label: "Workflow changed",
      fields: ["workflow_id", "updated_fields"],
    },
  },
);
