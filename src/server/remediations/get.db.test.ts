import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { newEvent } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { sampleRemediation, storeUnhashed } from "@/testing/stored-remediations";
import { getRemediation } from "./get";

let t: TestDatabase;
const at = "2026-03-04T12:00:00.000000Z";
const agentEvent = (correlationId: string) =>
  newEvent({
    correlationId,
    eventTimestamp: at,
    eventType: "aiagent.llm.request",
    eventCategory: "aiagent",
    eventData: "{}",
  });

beforeAll(async () => {
  t = await testDatabase();
  await storeUnhashed(t.owner, [
    ...["rr-b157a3a9e42f-2b14f502", "rr-b157a3a9e42f-2b14f503", "rr-zzz", "payments"].flatMap((id) =>
      sampleRemediation({ id, at }),
    ),
    agentEvent("ai-rr-zzz"),
    agentEvent("ai-rr-orphan"),
  ]);
});
afterAll(() => t.close());

const get = (correlationId: string) => getRemediation(t.ctx(), { correlationId });
const nearOf = (correlationId: string) =>
  get(correlationId).then(
    () => "found",
    (error: unknown) =>
      error instanceof AppError && error.code === "NOT_FOUND" ? error.details.extensions?.near : error,
  );

describe("a known id", () => {
  it("answers with its row, an alias with its owner's", async () => {
    expect(await get("rr-zzz")).toMatchObject({ correlationId: "rr-zzz", kind: "remediation", eventCount: 1 });
    expect(await get("ai-rr-zzz")).toMatchObject({ correlationId: "rr-zzz", kind: "remediation" });
  });

  it("answers with the alias itself while its owner is unknown", async () => {
    expect(await get("ai-rr-orphan")).toMatchObject({ correlationId: "ai-rr-orphan", kind: "alias" });
  });
});

describe("an unknown id", () => {
  it("is answered with the ids that look like it, the nearest first", async () => {
    expect(await nearOf("rr-b157a3a9e42f-2b14f50")).toEqual(["rr-b157a3a9e42f-2b14f502", "rr-b157a3a9e42f-2b14f503"]);
    expect(await nearOf("rr-b157a3a9e42f-2b14f513")).toEqual(["rr-b157a3a9e42f-2b14f503", "rr-b157a3a9e42f-2b14f502"]);
    expect(await nearOf("kubernaut-system/rr-zzz")).toEqual(["rr-zzz"]);
    expect(await nearOf("paymints")).toEqual(["payments"]);
  });

  it("is answered with nothing when nothing looks like it", async () => {
    expect(await nearOf("something-else-entirely")).toEqual([]);
    expect(await nearOf("")).toEqual([]);
    expect(await nearOf("a\u0000b")).toEqual([]);
    expect(await nearOf("%")).toEqual([]);
  });
});

it("needs the scope to read", async () => {
  const principal = { kind: "machine", id: "writer", scopes: new Set(["audit:write"] as const) } as const;

  await expect(getRemediation(t.ctx({ principal }), { correlationId: "rr-zzz" })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
