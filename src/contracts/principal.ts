import { z } from "zod";

/** What a principal may do. Roles are sets of scopes. */
export const Scope = z.enum([
  "audit:read",
  "audit:reveal",
  "audit:write",
  "audit:import",
  "reconstruct",
  "verify",
  "export",
  "catalog:write",
  "hold:write",
  "hold:release",
  "dlq:replay",
  "retention:approve",
  "access:read",
  "access:admin",
]);
export type Scope = z.infer<typeof Scope>;

/** A part of the store: remediations in one of the namespaces and on one of the clusters; null means any. */
export type Limit = { namespaces: readonly string[] | null; clusters: readonly string[] | null };

/**
 * Who acts. `local` is anybody who reaches a server that is bound to loopback;
 * `system` is the server itself (replay, loops, demo data).
 */
export type Principal = {
  kind: "system" | "machine" | "person" | "local";
  /** Name recorded as the actor, e.g. a service account. */
  id: string;
  scopes: ReadonlySet<Scope>;
  /** Names of the roles that the scopes come from, to be shown. Nothing is decided by them. */
  roles?: readonly string[];
  /** What has let them in, e.g. `api-key`. Absent where nobody had to be let in. */
  provider?: string;
  /** The browser's session, for people. */
  sessionId?: string;
  /** Scopes that count in parts of the store only. A scope that is not in here counts everywhere. */
  limits?: ReadonlyMap<Scope, readonly Limit[]>;
};
