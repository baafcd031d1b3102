import { defineTypes, type PayloadRank } from "./define";

/** A request for approval is sent long before the notice that closes a remediation; `causalRank` fills in the nature. */
const sent = (approval: number): PayloadRank => ({ field: "notification_nature", ranks: { approval } });
const MESSAGE = ["type", "channel", "subject", "priority"];

export const notificationTypes = defineTypes(
  { category: "notification", subject: "remediation", lane: "notification" },
  {
    "notification.message.sent": { rank: 1410, label: "Message sent", fields: MESSAGE, payloadRank: sent(920) },
    "notification.message.failed": {
      rank: 1412,
      label: "Message not sent",
      fields: ["error", "error_type", ...MESSAGE],
      payloadRank: sent(922),
    },
    "notification.message.escalated": {
      rank: 1415,
      label: "Message escalated",
      fields: ["reason", "subject", "priority"],
      payloadRank: sent(925),
    },
    "notification.message.acknowledged": {
      rank: 1420,
      label: "Message acknowledged",
      fields: ["subject", "priority"],
      payloadRank: sent(930),
    },
    "webhook.notification.acknowledged": {
      rank: 1430,
      label: "Notification acknowledged",
      fields: ["notification_name", "final_status"],
    },
    "webhook.notification.cancelled": {
      rank: 1431,
      label: "Notification cancelled",
      fields: ["notification_name", "cancelled_by", "final_status"],
    },
  },
);
