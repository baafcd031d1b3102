import type { QueueTrust, Valkey } from "./valkey";

export type QueueState = { isConfigured: boolean; isUp: boolean; trust: QueueTrust };

/** What is to be said of the safety net; empty while it is there and can be trusted. */
export type QueueWarning = "queue-not-configured" | "queue-unreachable" | "queue-not-trusted";

export async function queueState(valkey: Valkey | undefined): Promise<QueueState> {
  if (valkey === undefined) return { isConfigured: false, isUp: false, trust: "unknown" };
  return { isConfigured: true, isUp: valkey.isUp(), trust: await valkey.trust() };
}

export function queueWarnings({ isConfigured, isUp, trust }: QueueState): QueueWarning[] {
  if (!isConfigured) return ["queue-not-configured"];
  if (!isUp) return ["queue-unreachable"];
  return trust === "untrusted" ? ["queue-not-trusted"] : [];
}
