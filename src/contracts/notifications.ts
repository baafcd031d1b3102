import { z } from "zod";

const Name = z.string().min(1).max(255);

/** Channels and states of all client versions; they are compared without regard to case and stored in lower case. */
const CHANNELS = ["email", "slack", "pagerduty", "sms", "webhook", "teams", "console", "file", "log"] as const;
const STATUSES = ["sent", "failed", "pending", "acknowledged", "escalated"] as const;

const lowerCase = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : value);

/** How far a sender's clock may be ahead. */
export const SENT_AHEAD_MAX_MS = 5 * 60_000;

/** The wire form of a notification's record. */
export const NotificationAudit = z.object({
  remediation_id: Name,
  notification_id: Name,
  recipient: Name,
  channel: z.preprocess(lowerCase, z.enum(CHANNELS)),
  message_summary: z.string().min(1).max(65_536),
  status: z.preprocess(lowerCase, z.enum(STATUSES)),
  sent_at: z.iso.datetime({ offset: true }),
  delivery_status: z.string().max(255).nullish(),
  error_message: z.string().max(65_536).nullish(),
  escalation_level: z.number().int().min(0).max(100).default(0),
});
export type NotificationAudit = z.infer<typeof NotificationAudit>;

/** A stored record: optional texts are left out when empty, since existing clients refuse null. */
export const StoredNotification = z.object({
  ...NotificationAudit.shape,
  id: z.number().int(),
  delivery_status: z.string().optional(),
  error_message: z.string().optional(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type StoredNotification = z.infer<typeof StoredNotification>;
