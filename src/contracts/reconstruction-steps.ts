/**
 * What passes from one step of the reconstruction to the next: query → parse → map → build → validate.
 * trail event: a stored event as the query reads it. parsed event: what its payload says. mapped request: the fields that all of them give.
 */
import type { JsonObject } from "@/lib/json-tree";

export type TrailEvent = {
  event_id: string;
  event_type: string;
  /** RFC 3339 UTC with six fraction digits. */
  event_timestamp: string;
  event_outcome: string;
  resource_type: string;
  resource_id: string;
  namespace: string | null;
  chain_seq: number;
  /** Correlation of the event when it is an alias of the remediation's, else null. */
  alias: string | null;
  event_data_json: string;
  /** Sensitive, and whoever asks may not see the payload. */
  is_masked?: boolean;
};

export type TimeoutConfig = { global?: string; processing?: string; analyzing?: string; executing?: string };

export type ParsedEvent =
  | {
      kind: "signal";
      signalName: string;
      signalType: string;
      fingerprint: string;
      labels: JsonObject;
      annotations: JsonObject;
      originalPayload: string | undefined;
    }
  | { kind: "creation"; timeoutConfig: TimeoutConfig | undefined }
  | { kind: "analysis"; providerData: string | undefined }
  | { kind: "selection"; workflowId: string; version: string; executionBundle: string }
  | { kind: "execution"; name: string; namespace: string | undefined };

export type UnreadableEvent = { eventId: string; eventType: string; why: string };
export type ParsedTrail = { parsed: readonly ParsedEvent[]; unreadable: readonly UnreadableEvent[] };

export type MappedRequest = {
  signalName: string;
  signalType: string;
  signalFingerprint: string;
  signalLabels: JsonObject;
  signalAnnotations: JsonObject;
  originalPayload: string | undefined;
  providerData: string | undefined;
  timeoutConfig: TimeoutConfig | undefined;
  selectedWorkflowRef: { workflowId: string; version: string; executionBundle: string } | undefined;
  executionRef: { name: string; namespace: string | undefined } | undefined;
};

export type Validation = { is_valid: boolean; completeness: number; errors: string[]; warnings: string[] };
