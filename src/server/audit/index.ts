/**
 * The ledger: owns `audit_events` and the register of client-chosen ids.
 * `appendEvents` is the one way in; what it has stored is chained (docs/hash-chain.md) and never changes.
 * Every statement on `audit_events` names a range of `event_date`, so that it touches few partitions.
 */
export { appendEvents } from "./append";
export { createFallbackQueue, type FallbackQueue } from "./fallback";
export { flushPendingLists } from "./flush-pending-lists";
export { getEvent, getRevealedEvent } from "./get-event";
export { createIngest, type Ingest, type Stored } from "./ingest";
export { listAccessEvents } from "./list-access-events";
export { parseAuditEvents } from "./parse-events";
export { decodeQueuedEvent } from "./queued-event";
export { rebuildMaskedModels } from "./rebuild-masked";
export { batchKeyOf, forgetReceipts } from "./receipts";
export { searchEvents } from "./search";
export { storeQueuedEvents } from "./store-queued";
export { getTimeline } from "./timeline";
export { verifyChain } from "./verify";
