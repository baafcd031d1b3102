import { z } from "zod";
import { AuditEvent } from "./audit";
import { Cursor } from "./paging";

/** One page of the records of access, newest first. */
export const ListAccessLog = z.object({
  /** Only records of this type. */
  type: z.string().min(1).max(100).nullable().default(null),
  cursor: Cursor.nullish(),
  limit: z.number().int().min(1).max(200).default(100),
});
export type ListAccessLog = z.infer<typeof ListAccessLog>;

export const AccessLogPage = z.object({ events: z.array(AuditEvent), nextCursor: Cursor.nullable() });
export type AccessLogPage = z.infer<typeof AccessLogPage>;
