import { afterAll, beforeAll, expect, it } from "vitest";
import type { RemediationFilters } from "@/contracts/remediations";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { sampleRemediation, storeUnhashed } from "@/testing/stored-remediations";
import { remediationFacets } from "./facets";

let t: TestDatabase;
const at = "2026-03-04T12:00:00.000000Z";

beforeAll(async () => {
  t = await testDatabase();
  await storeUnhashed(
    t.owner,
    [
      { id: "rr-a", at, severity: "critical", outcome: "Remediated", namespace: "shop" },
      { id: "rr-b", at, severity: "critical", outcome: "Failed", namespace: "shop" },
      { id: "rr-c", at, severity: "high", outcome: "Failed", namespace: "pay" },
      { id: "rr-d", at, outcome: "Remediated", namespace: "pay" },
    ].flatMap(sampleRemediation),
  );
  await t.owner.query("select place_hold(gen_random_uuid(), $1, 'incident', 'auditor')", [
    { correlation_ids: ["rr-a"] },
  ]);
});
afterAll(() => t.close());

const counts = async (filters: RemediationFilters) => {
  const { facets, ...totals } = await remediationFacets(t.ctx(), { filters });
  const fields: [string, string][] = facets.map(({ field, values }) => [
    field,
    values.map(({ value, count }) => `${value}:${count}`).join(" "),
  ]);
  return { ...totals, ...Object.fromEntries<string>(fields) };
};

it("counts every value of every field, what is not recorded under the empty value", async () => {
  expect(await counts({})).toEqual({
    matching: 4,
    total: 4,
    isBounded: false,
    outcome: "Failed:2 Remediated:2",
    severity: "critical:2 :1 high:1",
    environment: ":4",
    approval: "none:4",
    held: "false:3 true:1",
    workflow: ":4",
    namespace: "pay:2 shop:2",
    signal: ":4",
    targetKind: ":4",
    cluster: ":4",
  });
});

it("each field obeys all filters but its own, and values that nothing matches stay", async () => {
  const filters: RemediationFilters = {
    severity: { op: "in", values: ["critical"] },
    outcome: { op: "not", values: ["Failed"] },
  };

  expect(await counts(filters)).toMatchObject({
    matching: 1,
    total: 4,
    outcome: "Failed:1 Remediated:1",
    severity: ":1 critical:1 high:0",
    namespace: "shop:1 pay:0",
    held: "true:1 false:0",
  });
});

it("filters that are no fields bound every count", async () => {
  expect(await counts({ text: "shop" })).toMatchObject({
    matching: 2,
    total: 4,
    namespace: "shop:2",
    outcome: "Failed:1 Remediated:1",
  });
  expect(await counts({ until: "2020-01-01T00:00:00Z" })).toMatchObject({ matching: 0, total: 4, outcome: "" });
});

it("hostile values are only values", async () => {
  const filters: RemediationFilters = { namespace: { op: "in", values: ["') or true --", '"'] }, held: true };

  expect(await counts(filters)).toMatchObject({ matching: 0, namespace: "shop:1 pay:0" });
});
