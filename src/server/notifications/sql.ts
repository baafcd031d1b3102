import type { NotificationAudit, StoredNotification } from "@/contracts/notifications";
import type { Db } from "@/server/infra/db";

type Row = {
  id: string;
  remediation_id: string;
  notification_id: string;
  recipient: string;
  channel: StoredNotification["channel"];
  message_summary: string;
  status: StoredNotification["status"];
  sent_at: string;
  delivery_status: string | null;
  error_message: string | null;
  escalation_level: number;
  created_at: string;
  updated_at: string;
};

const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ${column}`;

const insert = `
  insert into notification_audit (remediation_id, notification_id, recipient, channel, message_summary, status, sent_at,
                                  delivery_status, error_message, escalation_level)
  select n.remediation_id, n.notification_id, n.recipient, n.channel, n.message_summary, n.status, n.sent_at,
         nullif(n.delivery_status, ''), nullif(n.error_message, ''), n.escalation_level
    from json_to_recordset($1::json) as n(
         remediation_id text, notification_id text, recipient text, channel text, message_summary text, status text,
         sent_at timestamptz, delivery_status text, error_message text, escalation_level int)
   order by n.notification_id`;

/** A notification that is recorded already fails by its unique key. */
export async function insertNotification(db: Db, record: NotificationAudit): Promise<StoredNotification> {
  const rows = await db.query<Row>(
    `${insert}
     returning id, remediation_id, notification_id, recipient, channel, message_summary, status, ${utc("sent_at")},
               delivery_status, error_message, escalation_level, ${utc("created_at")}, ${utc("updated_at")}`,
    [JSON.stringify([record])],
    { name: "notifications-insert" },
  );
  const [row] = rows;
  if (row === undefined) throw new Error("the insert gave no row");
  const { id, delivery_status, error_message, ...fields } = row;
  return {
    ...fields,
    id: Number(id),
    ...(delivery_status === null ? {} : { delivery_status }),
    ...(error_message === null ? {} : { error_message }),
  };
}

/** In the order of their ids, so that two replicas never wait for each other. */
export async function insertMissing(db: Db, records: readonly NotificationAudit[]): Promise<void> {
  await db.query(`${insert} on conflict (notification_id) do nothing`, [JSON.stringify(records)]);
}
