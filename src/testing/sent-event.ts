/** Fields of an event as a sender writes them, with nothing that may be left out. Its time is a minute before noon. */
export const soundFields = {
  version: "1.0",
  event_type: "gateway.signal.received",
  event_timestamp: "2026-06-15T11:59:00+00:00",
  event_category: "gateway",
  event_action: "received",
  event_outcome: "success",
  correlation_id: "rr-1",
};
