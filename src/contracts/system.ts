import { z } from "zod";

/** The safety net below the database: the queue in Valkey that keeps what PostgreSQL can't take. */
export const QueueStatus = z.object({
  isConfigured: z.boolean(),
  isUp: z.boolean(),
  /** Whether what it acknowledges survives a crash: append-only file on, nothing ever evicted. */
  trust: z.enum(["trusted", "untrusted", "unknown"]),
  /** Waiting to be stored, events and notifications together; null while it can't be asked. */
  entries: z.number().int().nullable(),
  /** Given up, with their cause. */
  deadLetters: z.number().int().nullable(),
  /** Since the oldest waiting entry was queued; null for an empty queue. */
  oldestAgeSeconds: z.number().int().nullable(),
});
export type QueueStatus = z.infer<typeof QueueStatus>;
