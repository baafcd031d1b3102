import { canonicalJson } from "@/lib/canonical-json";
import { canonicalFields, contentDigest, type HashedFields, linkHash, payloadDigest } from "@/server/audit/chain";

const sentNumbers = [
  "1",
  "1.0",
  "1e2",
  "-0",
  "0.1",
  "0.10000000000000000555",
  "9007199254740993",
  "1152921504606846976",
  "1e-7",
  "1E400",
];

/** The number table of docs/hash-chain.md. */
export function numberTable(): string {
  return sentNumbers.map((sent) => `| \`${sent}\` | \`${canonicalText(sent)}\` |`).join("\n");
}

const first: HashedFields = {
  eventId: "11111111-1111-4111-8111-111111111111",
  eventVersion: "1.0",
  eventTimestamp: "2026-03-04T12:00:00.500000Z",
  receivedAt: "2026-03-04T12:00:01.000000Z",
  eventType: "gateway.signal.received",
  eventCategory: "gateway",
  eventAction: "received",
  eventOutcome: "success",
  actorType: "service",
  actorId: "gateway-service",
  actorIp: null,
  resourceType: "Signal",
  resourceId: "rr-demo-1",
  correlationId: "rr-demo-1",
  parentEventId: null,
  parentEventDate: null,
  namespace: "prod",
  clusterName: null,
  severity: "info",
  durationMs: "12",
  errorCode: null,
  errorMessage: null,
  isSensitive: false,
};
const second: HashedFields = {
  ...first,
  eventId: "22222222-2222-4222-8222-222222222222",
  eventTimestamp: "2026-03-04T12:00:00.000000Z",
  parentEventId: first.eventId,
  parentEventDate: "2026-03-04",
  durationMs: null,
};
const payload =
  '{"signal_name":"HighCPU","fingerprint":"abc","signal_labels":{"é":"a<b\\n","B":1.50},"size":9007199254740993}';

/** The worked example of docs/hash-chain.md. */
export function workedExample(): string {
  const one = exampleEvent(first, 1, null);
  const two = exampleEvent(second, 2, one.eventHash);
  return `### Event 1\n\n${one.text}\n\n### Event 2, chained to event 1\n\n${two.text}`;
}

function exampleEvent(fields: HashedFields, position: number, previous: string | null) {
  const canonicalPayload = canonicalText(payload);
  const digest = payloadDigest(canonicalPayload);
  const content = contentDigest(fields, digest);
  const eventHash = linkHash(previous, position, content);
  const lines = [
    `event_data as sent:\n${payload}`,
    `C(event_data):\n${canonicalPayload}`,
    `payload_digest: ${digest}`,
    `C(fields):\n${canonicalFields(fields)}`,
    `content: ${content}`,
    `previous: ${previous ?? "0".repeat(64)}`,
    `position: ${position.toString(16).padStart(16, "0")}`,
    `event_hash: ${eventHash}`,
  ];
  return { eventHash, text: `\`\`\`\n${lines.join("\n")}\n\`\`\`` };
}

function canonicalText(source: string): string {
  return canonicalJson(source).toString();
}
