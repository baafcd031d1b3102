/**
 * Roles and what each may do. Enumerations only, so that pages can use them: an object schema probes for `eval` when it
 * is made, which the content policy of pages refuses and reports.
 */
import { z } from "zod";
import { Scope } from "./principal";

export const Role = z.enum(["viewer", "operator", "catalog-admin", "legal", "auditor", "admin"]);
export type Role = z.infer<typeof Role>;

/** What each role may do. Nobody may release a hold of their own by `legal` alone where two persons are asked for. */
export const ROLE_SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: ["audit:read"],
  operator: ["audit:read", "verify", "reconstruct", "dlq:replay"],
  "catalog-admin": ["audit:read", "catalog:write"],
  legal: ["audit:read", "audit:reveal", "verify", "export", "hold:write", "hold:release", "retention:approve"],
  auditor: ["audit:read", "audit:reveal", "verify", "export", "reconstruct", "access:read"],
  admin: Scope.options,
};

/** Scopes that can count in a part of the store. From a limited grant or key only these count at all. */
export const LIMITABLE_SCOPES: readonly Scope[] = [
  "audit:read",
  "audit:reveal",
  "reconstruct",
  "verify",
  "export",
  "hold:write",
  "hold:release",
];

export const SubjectKind = z.enum(["person", "group", "service"]);
export type SubjectKind = z.infer<typeof SubjectKind>;
