/** Events as a client sends them, told apart by a marker in their payload. */
export function wireEvent(marker: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    version: "1.0",
    event_type: "gateway.signal.received",
    event_timestamp: new Date().toISOString(),
    event_category: "gateway",
    event_action: "received",
    event_outcome: "success",
    correlation_id: "rr-fault",
    event_data: { event_type: "gateway.signal.received", signal_name: "HighCPU", marker },
    ...fields,
  };
}

export function wireBatch(marker: string, size: number, fields: Record<string, unknown> = {}) {
  return Array.from({ length: size }, (_, i) => wireEvent(`${marker}-${i}`, fields));
}
