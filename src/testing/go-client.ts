import { setTimeout as wait } from "node:timers/promises";
import { wireEvent } from "./wire-events";

export type GoClient = {
  /** Markers of the events whose batch was answered with 201. */
  acknowledged: string[];
  /** Markers of batches that were dropped: refused with 4xx, or not taken in all attempts. */
  dropped: string[];
  /** Longest time to an answer. */
  slowestMs: number;
  run(batches: number): Promise<void>;
};

const ATTEMPT_MS = 5000;
const PAUSES_MS = [1000, 4000];
const FLUSH_MS = 1000;

/**
 * Writes as the existing services do: one batch a second, 5 s for an attempt, three attempts with pauses of 1 s and
 * 4 s, and a batch is dropped after the last one or after any 4xx. The second shrinks by `hurry`, so that a test is short.
 */
export function goClient(options: {
  url(): string;
  name: string;
  size: number;
  correlations: number;
  hurry?: number;
}): GoClient {
  const { name, size, correlations, hurry = 1 } = options;
  const client: GoClient = { acknowledged: [], dropped: [], slowestMs: 0, run };
  let sent = 0;
  return client;

  async function run(batches: number): Promise<void> {
    for (let end = sent + batches; sent < end; sent++) {
      const n = sent;
      const markers = Array.from({ length: size }, (_, i) => `${name}-${n}-${i}`);
      const sentAt = new Date().toISOString().replace(/\.\d+Z$/, "Z");
      const events = markers.map((marker, i) =>
        wireEvent(marker, { correlation_id: `rr-${name}-${i % correlations}`, event_timestamp: sentAt }),
      );
      const isTaken = await send(JSON.stringify(events));
      (isTaken ? client.acknowledged : client.dropped).push(...markers);
      await wait(FLUSH_MS / hurry);
    }
  }

  async function send(body: string): Promise<boolean> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const status = await post(body);
      if (status === 201) return true;
      if (status !== undefined && status >= 400 && status < 500) return false;
      await wait(PAUSES_MS[attempt] ?? 0);
    }
    return false;
  }

  async function post(body: string): Promise<number | undefined> {
    const startedAt = performance.now();
    try {
      const response = await fetch(`${options.url()}/api/v1/audit/events/batch`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        signal: AbortSignal.timeout(ATTEMPT_MS),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return undefined;
    } finally {
      client.slowestMs = Math.max(client.slowestMs, performance.now() - startedAt);
    }
  }
}
