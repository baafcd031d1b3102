/**
 * The event types this server knows, one file per category: what an event says about its correlation, where it stands in a
 * timeline, what to call it. A type that is in no list is placed by its prefix, so an unknown emitter is never refused.
 */
import { accessTypes } from "./access";
import { actiontypeTypes } from "./actiontype";
import { aiagentTypes } from "./aiagent";
import { analysisTypes } from "./analysis";
import { apifrontendTypes } from "./apifrontend";
import { approvalTypes } from "./approval";
import type { EventTypeInfo } from "./define";
import { effectivenessTypes } from "./effectiveness";
import { gatewayTypes } from "./gateway";
import { notificationTypes } from "./notification";
import { orchestrationTypes } from "./orchestration";
import { placeByPrefix } from "./prefixes";
import { signalprocessingTypes } from "./signalprocessing";
import { workflowTypes } from "./workflow";
import { workflowexecutionTypes } from "./workflowexecution";

export type { EventTypeInfo } from "./define";

export const eventTypes: readonly EventTypeInfo[] = [
  ...gatewayTypes,
  ...orchestrationTypes,
  ...signalprocessingTypes,
  ...analysisTypes,
  ...aiagentTypes,
  ...workflowTypes,
  ...approvalTypes,
  ...workflowexecutionTypes,
  ...effectivenessTypes,
  ...notificationTypes,
  ...actiontypeTypes,
  ...apifrontendTypes,
  ...accessTypes,
];
const byType = new Map(eventTypes.map((info) => [info.type, info]));

/** Never throws: an unknown type gets the place of its prefix, else of the category it was sent with. */
export function eventType(type: string, category = ""): EventTypeInfo {
  return byType.get(type) ?? placeByPrefix(type, category);
}

/** Place of one event among those of the same moment: the causal order of a remediation, finer by the phase it leads to. */
export function causalRank(type: string, data: Readonly<Record<string, unknown>>): number {
  const { rank, payloadRank } = eventType(type);
  if (!payloadRank) return rank;

  const value = payloadRank.field === "notification_nature" ? notificationNature(data) : data[payloadRank.field];
  return payloadRank.ranks[String(value)] ?? rank;
}

/** `approval`, `completion`, `manual-review`, …: from the message's type, else from its name `nr-<nature>-<remediation>`. */
function notificationNature(data: Readonly<Record<string, unknown>>): string {
  if (typeof data.type === "string") return data.type.toLowerCase();
  return /^nr-(approval|completion|manual-review)-/.exec(String(data.notification_id))?.[1] ?? "";
}
