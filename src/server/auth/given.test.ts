import { expect, it } from "vitest";
import { addUp } from "./given";

const shop = { namespaces: ["shop"], clusters: null };
const everywhere = { namespaces: null, clusters: null };

it("keeps the limits of each scope apart: wide reading does not widen a narrow right", () => {
  const { scopes, limits } = addUp([
    { scopes: ["audit:read"], ...everywhere },
    { scopes: ["audit:read", "reconstruct"], ...shop },
  ]);

  expect([...scopes]).toEqual(["audit:read", "reconstruct"]);
  expect([...(limits ?? [])]).toEqual([["reconstruct", [shop]]]);
});

it("adds up the places of a scope that is given twice, whatever comes first", () => {
  const east = { namespaces: null, clusters: ["east"] };

  expect(
    addUp([
      { scopes: ["verify"], ...shop },
      { scopes: ["verify"], ...east },
    ]).limits?.get("verify"),
  ).toEqual([shop, east]);
  expect(
    addUp([
      { scopes: ["verify"], ...shop },
      { scopes: ["verify"], ...everywhere },
    ]).limits?.size,
  ).toBe(0);
});

it("gives nothing that can't be limited from something limited", () => {
  const { scopes } = addUp([{ scopes: ["audit:write", "access:admin", "audit:read"], ...shop }]);

  expect([...scopes]).toEqual(["audit:read"]);
});

it("names each role once", () => {
  const { roles } = addUp([
    { scopes: ["verify"], roles: ["operator"], ...shop },
    { scopes: ["verify"], roles: ["operator", "auditor"], ...everywhere },
    { scopes: ["export"], ...everywhere },
  ]);

  expect(roles).toEqual(["operator", "auditor"]);
});

it("gives nothing to whom nothing was given", () => {
  expect(addUp([]).scopes.size).toBe(0);
});
