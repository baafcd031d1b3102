import { defineTypes } from "./define";

const ADMISSION = ["action_type_name", "action", "catalog_status", "denial_reason"];

export const actiontypeTypes = defineTypes(
  { category: "actiontype", subject: "catalog", lane: "analysis" },
  {
    "actiontype.admitted.create": { rank: 2000, label: "Action type admitted", fields: ADMISSION },
    "actiontype.admitted.update": { rank: 2001, label: "Action type change admitted", fields: ADMISSION },
    "actiontype.admitted.delete": { rank: 2002, label: "Action type removal admitted", fields: ADMISSION },
    "actiontype.denied.create": { rank: 2003, label: "Action type refused", fields: ADMISSION },
    "actiontype.denied.update": { rank: 2004, label: "Action type change refused", fields: ADMISSION },
    "actiontype.denied.delete": { rank: 2005, label: "Action type removal refused", fields: ADMISSION },
    "datastorage.actiontype.created": {
      rank: 2010,
      label: "Action type registered",
      fields: ["action_type", "registered_by", "was_reenabled"],
    },
    "datastorage.actiontype.updated": {
      rank: 2011,
      label: "Action type changed",
      fields: ["action_type", "updated_by", "updated_fields"],
    },
    "datastorage.actiontype.disabled": {
      rank: 2012,
      label: "Action type disabled",
      fields: ["action_type", "disabled_by"],
    },
    "datastorage.actiontype.reenabled": {
      rank: 2013,
      label: "Action type enabled",
      fields: ["action_type", "reenabled_by"],
    },
    "datastorage.actiontype.disable_denied": {
      rank: 2014,
      label: "Action type kept enabled",
      fields: ["action_type", "denied_reason", "dependent_workflow_count", "requested_by"],
    },
  },
);
