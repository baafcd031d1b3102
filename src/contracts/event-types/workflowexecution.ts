import { defineTypes } from "./define";

const RUN = ["workflow_id", "workflow_version", "target_resource", "execution_name"];

export const workflowexecutionTypes = defineTypes(
  { category: "workflowexecution", subject: "remediation", lane: "execution" },
  {
    "workflowexecution.selection.completed": {
      rank: 1020,
      label: "Workflow selected",
      fields: ["workflow_name", ...RUN],
    },
    "workflowexecution.block.cleared": {
      rank: 1025,
      label: "Block cleared",
      subject: "other",
      fields: ["workflow_name", "clear_reason", "cleared_at"],
    },
    "workflowexecution.execution.started": { rank: 1030, label: "Run started", fields: ["parameters", ...RUN] },
    "workflowexecution.workflow.started": { rank: 1035, label: "Workflow started", fields: RUN },
    "workflowexecution.workflow.completed": { rank: 1100, label: "Run completed", fields: ["duration", ...RUN] },
    "workflowexecution.workflow.failed": {
      rank: 1101,
      label: "Run failed",
      fields: ["failure_reason", "failure_message", "failed_task_name", "duration", ...RUN],
    },
  },
);
