import type { State } from "@/components/ui/state";
import type { QueueStatus } from "@/contracts/system";

export type SafetyNet = {
  state: State;
  word: string;
  sentence: string;
  /** What needs a look, as part of a sentence; null while nothing does. */
  trouble: string | null;
};

const WITHOUT =
  "While the database can't be written, events are refused and their senders drop them after a few tries.";

/** What there is to say of the queue that keeps events while the database can't take them. */
export function safetyNetOf(queue: QueueStatus): SafetyNet {
  if (!queue.isConfigured) {
    return {
      state: "pending",
      word: "Missing",
      sentence: `No queue is configured (VALKEY_URL). ${WITHOUT}`,
      trouble: "there is no queue to keep events while the database is away",
    };
  }
  if (!queue.isUp) {
    return {
      state: "failure",
      word: "Missing",
      sentence: `Valkey does not answer. ${WITHOUT}`,
      trouble: "the queue that keeps events while the database is away does not answer",
    };
  }
  if (queue.trust === "untrusted") {
    return {
      state: "pending",
      word: "Not safe",
      sentence:
        "Valkey is not set to appendonly yes and maxmemory-policy noeviction: a crash or a full memory would lose queued events.",
      trouble: "the queue could lose the events it keeps",
    };
  }
  const letters = queue.deadLetters ?? 0;
  if (letters > 0) {
    const were = letters === 1 ? "1 message was" : `${letters.toLocaleString("en-GB")} messages were`;
    return {
      state: "failure",
      word: "Needs a look",
      sentence: `${were} given up and lie in the dead letters.`,
      trouble: `${were} given up`,
    };
  }
  const entries = queue.entries ?? 0;
  if (entries > 0) {
    const wait = entries === 1 ? "1 message waits" : `${entries.toLocaleString("en-GB")} messages wait`;
    return {
      state: "pending",
      word: "In use",
      sentence: `${wait} for the database. They are stored when it answers.`,
      trouble: null,
    };
  }
  return {
    state: "success",
    word: "In place",
    sentence: "Valkey keeps what the database can't take. Nothing waits in it.",
    trouble: null,
  };
}
