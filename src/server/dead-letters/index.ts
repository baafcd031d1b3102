/**
 * What becomes of queued messages: replay into the database, backoff, dead letters, the drain at shutdown.
 * Replay is idempotent, so a message that two replicas hold is stored once.
 */
export { drainWithTimeout } from "./drain";
export { createReplayer, type Replayer, type ReplayOptions } from "./replay";
export { getQueueStatus } from "./status";
