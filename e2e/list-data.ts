import type { RunningServer } from "./server";

const SIGNALS = ["KubePodCrashLooping", "KubeNodeNotReady", "DiskPressure", "BuildFailureRate"] as const;
const SEVERITIES = ["critical", "high", "warning"] as const;

export const LIST_SIZE = 150;

export const listId = (index: number) => `rr-list-${String(index).padStart(4, "0")}`;

/** Remediations of a known make-up, the newest first: every tenth failed, the first is still open. */
export async function fillList(server: RunningServer): Promise<void> {
  const now = Date.now();
  const events = Array.from({ length: LIST_SIZE }, (_, index) => remediation(index, now - (index + 1) * 60_000)).flat();
  await send(server.url, events);
}

/** One more remediation on a server that others use, too. */
export async function addRemediation(url: string, correlationId: string): Promise<void> {
  await send(url, [{ ...remediation(0, Date.now())[0], correlation_id: correlationId }]);
}

async function send(url: string, events: readonly object[]): Promise<void> {
  const answer = await fetch(`${url}/api/v1/audit/events/batch`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(events),
  });
  if (!answer.ok) throw new Error(`The events were not taken: ${answer.status} ${await answer.text()}`);
}

function remediation(index: number, startedAt: number): object[] {
  const signal = event(index, startedAt, {
    type: "gateway.signal.received",
    category: "gateway",
    outcome: "success",
    data: {
      signal_type: "alert",
      signal_name: SIGNALS[index % SIGNALS.length],
      severity: SEVERITIES[index % SEVERITIES.length],
      namespace: `team-${index % 5}`,
      resource_kind: "Deployment",
      resource_name: `service-${index}`,
      fingerprint: `fingerprint-${index}`,
    },
  });
  return index === 0 ? [signal] : [signal, event(index, startedAt + 45_000, endOf(index))];
}

type Told = { type: string; category: string; outcome: string; data: object };

function endOf(index: number): Told {
  const category = "orchestration";
  if (index % 10 !== 0) {
    return {
      type: "orchestrator.lifecycle.completed",
      category,
      outcome: "success",
      data: { crd_outcome: "Remediated" },
    };
  }
  const data = { failure_phase: "Executing", failure_reason: "JobFailed" };
  return { type: "orchestrator.lifecycle.failed", category, outcome: "failure", data };
}

function event(index: number, at: number, { type, category, outcome, data }: Told): object {
  return {
    version: "1.0",
    event_timestamp: new Date(at).toISOString(),
    event_type: type,
    event_category: category,
    event_action: type.slice(type.lastIndexOf(".") + 1),
    event_outcome: outcome,
    correlation_id: listId(index),
    event_data: { event_type: type, ...data },
  };
}
