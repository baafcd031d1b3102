import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newEvent } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { readChain } from "@/testing/ledger";
import { appendEvents } from "./append";
import { payloadDigest } from "./chain";
import { verifyChain } from "./verify";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
  // What a superuser could do: the second lock is taken off, so that damage can be planted.
  await t.owner.query("alter table audit_events disable trigger user");
  await t.owner.query("alter table remediations disable trigger user");
});
afterAll(() => t.close());

/** A sound chain of nine events over three months. */
async function chainOf(correlationId: string) {
  const events = Array.from({ length: 9 }, (_, n) =>
    newEvent({ correlationId, eventTimestamp: `2026-0${4 + (n % 3)}-01T00:00:00.000000Z`, eventData: `{"n":${n}}` }),
  );
  return appendEvents(t.ctx(), events);
}

async function judge(correlationId: string) {
  const verdict = await verifyChain(t.ctx(), { correlationId });
  return { verdict, found: verdict.findings.map(({ kind, chain_seq }) => `${kind}@${chain_seq}`) };
}

describe("verifyChain", () => {
  test("verifies a sound chain and agrees with the independent verifier", async () => {
    await chainOf("sound");

    const { verdict } = await judge("sound");

    expect(verdict).toMatchObject({ verdict: "verified", total_events: 9, verified_events: 9, findings: [] });
    expect((await readChain(t.owner, "sound")).faults).toEqual([]);
  });

  test("says nothing_to_verify of an unknown correlation", async () => {
    expect((await judge("unknown")).verdict).toMatchObject({
      verdict: "nothing_to_verify",
      total_events: 0,
      head: null,
    });
  });

  test("rejects a principal that may not verify", async () => {
    const principal = { kind: "machine", id: "reader", scopes: new Set(["audit:read"] as const) } as const;

    await expect(verifyChain(t.ctx({ principal }), { correlationId: "sound" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test.each([
    ["event_type", "'x'"],
    ["event_version", "'9'"],
    ["event_category", "'x'"],
    ["event_action", "'x'"],
    ["event_outcome", "'failure'"],
    ["actor_type", "'x'"],
    ["actor_id", "'x'"],
    ["actor_ip", "'10.0.0.1'"],
    ["resource_type", "'x'"],
    ["resource_id", "'x'"],
    ["namespace", "'x'"],
    ["cluster_name", "'x'"],
    ["severity", "'x'"],
    ["duration_ms", "7"],
    ["error_code", "'x'"],
    ["error_message", "'x'"],
    ["is_sensitive", "true"],
    ["parent_event_id", "event_id"],
    ["parent_event_date", "'2026-04-01'"],
    ["received_at", "received_at + interval '1 microsecond'"],
    ["event_timestamp", "event_timestamp + interval '1 microsecond'"],
    ["event_data", "'{\"n\": 4.0000000000000000001}'"],
  ])("names the event whose %s was changed", async (column, value) => {
    const correlationId = `altered ${column}`;
    const stored = await chainOf(correlationId);

    await t.owner.query(`update audit_events set ${column} = ${value} where correlation_id = $1 and chain_seq = 5`, [
      correlationId,
    ]);

    const { verdict, found } = await judge(correlationId);
    expect(found).toEqual(["altered@5"]);
    expect(verdict).toMatchObject({ verdict: "broken", verified_events: 8 });
    expect(verdict.findings[0]?.event_id).toBe(stored[4]?.eventId);
    expect((await readChain(t.owner, correlationId)).faults).not.toEqual([]);
  });

  test("ignores what may change: retention, holds and how jsonb writes a number", async () => {
    await chainOf("allowed");

    await t.owner.query(
      `update audit_events set retention_days = 9999, legal_hold = true, legal_hold_reason = 'case 7',
              event_data = case when chain_seq = 5 then '{"n":4.000}'::jsonb else event_data end
        where correlation_id = 'allowed'`,
    );

    expect((await judge("allowed")).verdict.verdict).toBe("verified");
  });

  test.each([
    ["the first", "chain_seq = 1", "missing@1"],
    ["one in the middle", "chain_seq = 4", "missing@4"],
    ["three in a row", "chain_seq between 4 and 6", "missing@4"],
    ["the last two", "chain_seq > 7", "tail_missing@8"],
    ["all", "true", "tail_missing@1"],
  ])("names the place when %s was deleted", async (name, condition, finding) => {
    await chainOf(`deleted ${name}`);

    await t.owner.query(`delete from audit_events where correlation_id = $1 and ${condition}`, [`deleted ${name}`]);

    expect((await judge(`deleted ${name}`)).found).toEqual([finding]);
    expect((await readChain(t.owner, `deleted ${name}`)).faults).not.toEqual([]);
  });

  test("names events that changed places", async () => {
    await chainOf("swapped");

    await t.owner.query(
      "update audit_events set chain_seq = case chain_seq when 3 then 6 else 3 end where correlation_id = 'swapped' and chain_seq in (3, 6)",
    );

    const { found } = await judge("swapped");
    expect(found).toContain("out_of_order@3");
    expect(found).toContain("out_of_order@6");
  });

  test("names a forged event behind the head", async () => {
    await chainOf("forged");

    await t.owner.query(
      `insert into audit_events (event_timestamp, event_date, event_type, event_category, event_action, event_outcome, actor_type,
              actor_id, resource_type, resource_id, correlation_id, event_data, chain_seq, event_hash)
       select event_timestamp, event_date, event_type, event_category, event_action, event_outcome, actor_type, actor_id,
              resource_type, resource_id, correlation_id, event_data, 10, event_hash
         from audit_events where correlation_id = 'forged' and chain_seq = 9`,
    );

    expect((await judge("forged")).found).toContain("out_of_order@10");
  });

  test("names a hash that was taken away, and a row that never had one", async () => {
    await chainOf("unhashed");
    await chainOf("imported");
    await t.owner.query(
      "update audit_events set hash_version = 0, event_hash = null where correlation_id = 'unhashed' and chain_seq = 9",
    );
    await t.owner.query(
      `insert into audit_events (event_timestamp, event_date, event_type, event_category, event_action, event_outcome, actor_type,
              actor_id, resource_type, resource_id, correlation_id, event_data, hash_version)
       select event_timestamp, event_date, event_type, event_category, event_action, event_outcome, actor_type, actor_id,
              resource_type, resource_id, correlation_id, event_data, 0
         from audit_events where correlation_id = 'imported' and chain_seq = 9`,
    );

    expect(await judge("unhashed")).toMatchObject({ found: ["unhashed@9"], verdict: { verdict: "broken" } });
    expect(await judge("imported")).toMatchObject({
      found: ["unhashed@0"],
      verdict: { verdict: "cannot_verify", skipped_null_hash: 1, verified_events: 9 },
    });
  });

  test("says head_missing when the head was removed, and finds a chain cut short with its head", async () => {
    await chainOf("headless");
    await chainOf("cut");
    await t.owner.query("delete from remediations where correlation_id = 'headless'");
    await t.owner.query(
      `update remediations set chain_seq = 8, event_count = 8,
              head_hash = (select event_hash from audit_events where correlation_id = 'cut' and chain_seq = 8)
        where correlation_id = 'cut'`,
    );

    expect((await judge("headless")).found).toEqual(["head_missing@9"]);
    expect((await judge("cut")).found).toEqual(["out_of_order@9"]);
  });

  test("follows a chain across what retention removed, and not across a false record of it", async () => {
    for (const correlationId of ["expired", "falsely expired"]) {
      await chainOf(correlationId);
      const { rows } = await readChain(t.owner, correlationId);
      const wrong = correlationId === "expired" ? undefined : "0".repeat(64);
      await t.owner.query(
        `insert into chain_gaps (correlation_id, from_seq, to_seq, event_count, hash_before, hash_last, run_id)
         values ($1, 1, 2, 2, null, $2, gen_random_uuid()), ($1, 5, 6, 2, $3, $4, gen_random_uuid())`,
        [correlationId, rows[1]?.event_hash, wrong ?? rows[3]?.event_hash, rows[5]?.event_hash],
      );
      await t.owner.query("delete from audit_events where correlation_id = $1 and chain_seq in (1, 2, 5, 6)", [
        correlationId,
      ]);
    }

    expect((await judge("expired")).verdict).toMatchObject({
      verdict: "verified",
      total_events: 5,
      verified_events: 5,
    });
    expect((await judge("falsely expired")).found).toEqual(["missing@5"]);
  });

  test("checks a withheld payload by its digest", async () => {
    await chainOf("withheld");
    const digest = payloadDigest('{"n":4}');
    const withhold = (hex: string) =>
      t.owner.query(
        `update audit_events set event_data = '{"payload_withheld":true}', payload_withheld_at = now(), payload_digest = decode($1, 'hex')
          where correlation_id = 'withheld' and chain_seq = 5`,
        [hex],
      );

    await withhold(digest);
    expect((await judge("withheld")).verdict.verdict).toBe("verified");
    await withhold("0".repeat(64));
    expect((await judge("withheld")).found).toEqual(["altered@5"]);
  });

  test("takes a chain of 12,000 events", async () => {
    for (let n = 0; n < 6; n++) {
      await appendEvents(
        t.ctx(),
        Array.from({ length: 2000 }, () => newEvent({ correlationId: "long", eventData: "{}" })),
      );
    }

    expect((await judge("long")).verdict).toMatchObject({ verdict: "verified", verified_events: 12_000 });
  });
});
