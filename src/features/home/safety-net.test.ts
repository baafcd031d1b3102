import { describe, expect, it } from "vitest";
import type { QueueStatus } from "@/contracts/system";
import { safetyNetOf } from "./safety-net";

const well: QueueStatus = {
  isConfigured: true,
  isUp: true,
  trust: "trusted",
  entries: 0,
  deadLetters: 0,
  oldestAgeSeconds: null,
};

describe("the safety net", () => {
  it.each<[string, Partial<QueueStatus>, string, RegExp]>([
    ["is in place", {}, "In place", /Nothing waits/],
    ["is missing without a configuration", { isConfigured: false, isUp: false }, "Missing", /VALKEY_URL/],
    ["is missing while Valkey is down", { isUp: false, entries: null }, "Missing", /does not answer/],
    ["is not safe when a crash would lose entries", { trust: "untrusted" }, "Not safe", /noeviction/],
    ["is in use while messages wait", { entries: 1200 }, "In use", /1,200 messages wait/],
    ["needs a look when messages were given up", { entries: 3, deadLetters: 1 }, "Needs a look", /1 message was/],
  ])("%s", (_, state, word, sentence) => {
    const net = safetyNetOf({ ...well, ...state });

    expect(net.word).toBe(word);
    expect(net.sentence).toMatch(sentence);
  });
});
