/**
 * A shell command that sends one real event: the alert with which every remediation begins, as the gateway reports it.
 * The shell fills in the present time.
 */
export function firstEventCommand(origin: string, correlationId: string, needsKey = false): string {
  const key = needsKey ? ` -H "Authorization: Bearer $HOLDFAST_API_KEY"` : "";
  return `curl -sS ${origin}/api/v1/audit/events -H 'Content-Type: application/json'${key} -d @- <<EOF
{
  "version": "1.0", "event_timestamp": "$(date -u +%Y-%m-%dT%H:%M:%SZ)",
  "event_type": "gateway.signal.received", "event_category": "gateway",
  "event_action": "received", "event_outcome": "success",
  "correlation_id": ${JSON.stringify(correlationId)},
  "event_data": {
    "event_type": "gateway.signal.received", "signal_type": "alert", "signal_name": "HelloHoldfast",
    "severity": "info", "namespace": "default", "resource_kind": "Deployment", "resource_name": "hello"
  }
}
EOF`;
}
