import { describe, expect, test } from "vitest";
import { chainedLink, hashedFields, soundChain, testId } from "@/testing/audit-events";
import { payloadDigest } from "./chain";
import { type ChainHead, ChainWalk, type StoredLink } from "./chain-walk";

function judge(links: readonly StoredLink[], head: ChainHead | undefined) {
  const walk = new ChainWalk();
  for (const link of links) walk.add(link);
  const verdict = walk.finish("rr-1", head, "2026-06-15T12:00:00.000000Z");
  return { verdict, found: verdict.findings.map((finding) => `${finding.kind}@${finding.chain_seq}`) };
}

function changed(links: readonly StoredLink[], chainSeq: number, fields: Partial<StoredLink>): StoredLink[] {
  return links.map((link) => (link.chainSeq === chainSeq ? { ...link, ...fields } : link));
}

describe("a chain walk", () => {
  test("verifies a sound chain of any length", () => {
    const { links, head } = soundChain(500);

    const { verdict } = judge(links, head);

    expect(verdict).toMatchObject({ verdict: "verified", total_events: 500, verified_events: 500, findings_total: 0 });
    expect(verdict.head).toEqual({ chain_seq: 500, event_hash: head.headHash });
  });

  test("says nothing_to_verify when there is neither event nor head", () => {
    expect(judge([], undefined).verdict.verdict).toBe("nothing_to_verify");
  });

  test("names an event whose field was changed, and only that one", () => {
    const { links, head } = soundChain(5);

    const { verdict, found } = judge(changed(links, 3, { eventOutcome: "failure" }), head);

    expect(found).toEqual(["altered@3"]);
    expect(verdict).toMatchObject({ verdict: "broken", verified_events: 4 });
    expect(verdict.findings[0]?.event_id).toBe(testId(3));
  });

  test("names an event whose payload was changed in the last digit of a big number", () => {
    const sound = chainedLink(hashedFields(), '{"n":9007199254740993}', 1, null);

    const { found } = judge([{ ...sound, eventData: '{"n":9007199254740992}' }], {
      chainSeq: 1,
      headHash: sound.eventHash,
    });

    expect(found).toEqual(["altered@1"]);
  });

  test.each(["eventHash", "previousEventHash"] as const)("names an event whose %s was changed", (field) => {
    const { links, head } = soundChain(5);

    expect(judge(changed(links, 3, { [field]: "0".repeat(64) }), head).found).toEqual(["altered@3"]);
  });

  test("names an event that was changed and hashed anew, in the middle and at the end", () => {
    const { links, head } = soundChain(5);
    const rehashed = (n: number) =>
      chainedLink(hashedFields({ eventId: testId(n) }), '{"n":0}', n, links[n - 2]?.eventHash ?? null);

    expect(judge(changed(links, 3, rehashed(3)), head).found).toEqual(["altered@3"]);
    expect(judge(changed(links, 5, rehashed(5)), head).found).toEqual(["altered@5"]);
    expect(judge(changed(links, 1, rehashed(1)), head).found).toEqual(["altered@1"]);
  });

  test("finds a whole chain that was hashed anew by its head", () => {
    const { head } = soundChain(3);
    const other = chainedLink(hashedFields({ eventId: testId(9) }), "{}", 1, null);
    const next = chainedLink(hashedFields({ eventId: testId(8) }), "{}", 2, other.eventHash);
    const last = chainedLink(hashedFields({ eventId: testId(7) }), "{}", 3, next.eventHash);

    expect(judge([other, next, last], head).found).toEqual(["altered@3"]);
  });

  test("names positions that are missing at the start and in the middle", () => {
    const { links, head } = soundChain(6);

    expect(judge(links.slice(1), head).found).toEqual(["missing@1"]);
    const { verdict, found } = judge([...links.slice(0, 2), ...links.slice(4)], head);

    expect(found).toEqual(["missing@3"]);
    expect(verdict.findings[0]?.message).toContain("events 3 to 4 are missing");
  });

  test("names a lost end, and a chain that was lost whole", () => {
    const { links, head } = soundChain(4);

    expect(judge(links.slice(0, 2), head).found).toEqual(["tail_missing@3"]);
    expect(judge([], head)).toMatchObject({ found: ["tail_missing@1"], verdict: { verdict: "broken" } });
  });

  test("names events that changed places", () => {
    const { links, head } = soundChain(5);
    const swapped = links.map((link) => {
      if (link.chainSeq === 2) return { ...link, chainSeq: 4 };
      return link.chainSeq === 4 ? { ...link, chainSeq: 2 } : link;
    });

    const { found } = judge(
      swapped.sort((a, b) => (a.chainSeq ?? 0) - (b.chainSeq ?? 0)),
      head,
    );

    expect(found).toContain("out_of_order@2");
    expect(found).toContain("out_of_order@4");
  });

  test("names a position that is taken twice and an event beyond the head", () => {
    const { links, head } = soundChain(3);
    const second = links[1] as StoredLink;
    const extra = chainedLink(hashedFields({ eventId: testId(4) }), "{}", 4, head.headHash);

    expect(judge([...links.slice(0, 2), { ...second, eventId: testId(9) }, ...links.slice(2)], head).found).toEqual([
      "out_of_order@2",
    ]);
    expect(judge([...links, extra], head).found).toEqual(["out_of_order@4"]);
  });

  test("names a hash that was taken away", () => {
    const { links, head } = soundChain(4);

    const { verdict, found } = judge(changed(links, 4, { eventHash: null, hashVersion: 0 }), head);

    expect(found).toEqual(["unhashed@4"]);
    expect(verdict.verdict).toBe("broken");
  });

  test("says head_missing when there are events but no head", () => {
    const { links } = soundChain(2);

    expect(judge(links, undefined)).toMatchObject({ found: ["head_missing@2"], verdict: { verdict: "broken" } });
  });

  test("can't verify imported rows without a hash or rows of an unknown version", () => {
    const { links, head } = soundChain(2);
    const imported = { ...chainedLink(hashedFields(), "{}", 1, null), chainSeq: null, eventHash: null, hashVersion: 0 };

    expect(judge([...links, imported], head).verdict).toMatchObject({ verdict: "cannot_verify", skipped_null_hash: 1 });
    expect(judge(changed(links, 2, { hashVersion: 7 }), head).verdict).toMatchObject({
      verdict: "cannot_verify",
      verified_events: 1,
    });
  });

  test("doesn't let an unknown version cover up an event that was hashed anew", () => {
    const { links, head } = soundChain(4);
    const rehashed = chainedLink(hashedFields({ eventId: testId(2) }), "{}", 2, links[0]?.eventHash ?? null);

    const { found } = judge(changed(changed(links, 2, rehashed), 3, { hashVersion: 9 }), head);

    expect(found).toEqual(["altered@2", "unhashed@3"]);
  });

  test("crosses many gaps in one walk", () => {
    const { links, head } = soundChain(400);
    const gaps = Array.from({ length: 100 }, (_, n) => ({
      fromSeq: 4 * n + 1,
      toSeq: 4 * n + 2,
      hashBefore: links[4 * n - 1]?.eventHash ?? null,
      hashLast: links[4 * n + 1]?.eventHash ?? "",
    }));
    const walk = new ChainWalk(gaps);

    for (const link of links) if (((link.chainSeq ?? 0) - 1) % 4 > 1) walk.add(link);

    expect(walk.finish("rr-1", head, "")).toMatchObject({
      verdict: "verified",
      total_events: 200,
      verified_events: 200,
    });
  });

  test("accepts a withheld payload by its digest and refuses a wrong digest", () => {
    const sound = chainedLink(hashedFields(), '{"n":1}', 1, null);
    const head = { chainSeq: 1, headHash: sound.eventHash };
    const digest = payloadDigest('{"n":1}');

    expect(judge([{ ...sound, eventData: "{}", payloadDigest: digest }], head).verdict.verdict).toBe("verified");
    expect(judge([{ ...sound, eventData: "{}", payloadDigest: "0".repeat(64) }], head).found).toEqual(["altered@1"]);
  });

  test("keeps at most 100 findings and counts all", () => {
    const { links, head } = soundChain(300);

    const { verdict } = judge(
      links.map((link) => ({ ...link, actorId: "somebody else" })),
      head,
    );

    expect(verdict.findings).toHaveLength(100);
    expect(verdict.findings_total).toBe(300);
  });
});
