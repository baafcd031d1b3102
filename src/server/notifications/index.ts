/**
 * Records of notifications that other services have sent. A record is identified by its notification_id and stored once;
 * while the database can't be written it waits in the queue.
 */
export { createNotificationQueue, type NotificationQueue } from "./queue";
export { type RecordedNotification, recordNotification } from "./record";
export { replayNotifications } from "./replay";
