import { isJsonNumber } from "@/lib/json-tree";
import type { Identity } from "./identity";
import {
  allOf,
  constant,
  copied,
  countIn,
  derived,
  firstOf,
  type Leaf,
  lastOf,
  type ReadEvent,
  recorded,
  type Trail,
  textIn,
  timeLeaf,
} from "./sources";
import { namespaceLeaf } from "./status-references";

/** How often the same signal came. */
export function deduplicationLeaves(trail: Trail): Leaf[] {
  const steps = ["status", "deduplication"];
  const first = firstOf(trail, "gateway.signal.received");
  const repeated = highestCount(allOf(trail, "gateway.signal.deduplicated"));
  const counted = repeated ?? firstOf(trail, "gateway.crd.created");
  const count = countIn(counted, ["occurrence_count"]);
  return [
    ...timeLeaf([...steps, "firstSeenAt"], first, "The time of the event."),
    ...timeLeaf(
      [...steps, "lastSeenAt"],
      repeated ?? first,
      repeated ? "The time of the last repetition." : "It came only once.",
    ),
    ...(counted && count !== undefined
      ? [
          recorded([...steps, "occurrenceCount"], count, {
            event: counted,
            payloadSteps: ["occurrence_count"],
            how: "As recorded.",
          }),
        ]
      : []),
  ];
}

/** Two repetitions may fall into one second, so that not the time but the count says which was the last. */
function highestCount(events: readonly ReadEvent[]): ReadEvent | undefined {
  return events.reduce<ReadEvent | undefined>(
    (best, event) => (best && numberIn(best) > numberIn(event) ? best : event),
    undefined,
  );
}

function numberIn(event: ReadEvent): number {
  const count = countIn(event, ["occurrence_count"]);
  return isJsonNumber(count) ? Number(count.toString()) : 0;
}

/** Each notification once, in the order of its first event, and how the last one went. */
export function notificationLeaves(trail: Trail, identity: Identity): Leaf[] {
  const events = allOf(trail, "notification.message.sent", "notification.message.failed").filter((event) => {
    return textIn(event, ["notification_id"]) !== undefined;
  });
  const seen = new Map(events.toReversed().map((event) => [textIn(event, ["notification_id"]) ?? "", event]));
  const firsts = events.filter((event) => seen.get(textIn(event, ["notification_id"]) ?? "") === event);
  return [
    ...approvalNoticeLeaves(trail, events),
    ...firsts.flatMap((event, index) => notificationLeaf(event, index, identity)),
    ...notificationStatusLeaves(trail),
  ];
}

function notificationLeaf(event: ReadEvent, index: number, identity: Identity): Leaf[] {
  const steps = ["status", "notificationRequestRefs", index];
  return [
    constant([...steps, "apiVersion"], "notification.kubernaut.ai/v1alpha1", "The group and version of the resource."),
    constant([...steps, "kind"], "NotificationRequest", "The kind of the resource."),
    ...copied([...steps, "name"], event, ["notification_id"]),
    namespaceLeaf([...steps, "namespace"], identity),
  ];
}

function approvalNoticeLeaves(trail: Trail, events: readonly ReadEvent[]): Leaf[] {
  const notice = events.find((event) => (textIn(event, ["type"]) ?? "").toLowerCase() === "approval");
  if (notice === undefined || firstOf(trail, "orchestrator.approval.requested") === undefined) return [];
  return [
    derived(["status", "approvalNotificationSent"], true, {
      event: notice,
      how: "The notification that asks for approval was sent.",
    }),
  ];
}

const DELIVERY: Readonly<Record<string, string>> = {
  "notification.message.sent": "Sent",
  "notification.message.failed": "Failed",
  "webhook.notification.cancelled": "Cancelled",
};

function notificationStatusLeaves(trail: Trail): Leaf[] {
  const event = lastOf(
    trail,
    "notification.message.sent",
    "notification.message.failed",
    "webhook.notification.cancelled",
  );
  const status = DELIVERY[event?.event_type ?? ""];
  if (event === undefined || status === undefined) return [];
  return [derived(["status", "notificationStatus"], status, { event, how: "What the event's type says." })];
}

/** Who last changed the status by hand or on behalf of a controller, as the admission webhook saw it. */
export function modificationLeaves(trail: Trail): Leaf[] {
  const event = lastOf(trail, "webhook.remediationrequest.timeout_modified");
  return [
    ...copied(["status", "lastModifiedAt"], event, ["modified_at"]),
    ...copied(["status", "lastModifiedBy"], event, ["modified_by"]),
  ];
}
