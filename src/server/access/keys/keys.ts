import { randomUUID } from "node:crypto";
import type { ApiKey, CreatedKey, CreateKey, RevokeKey, RotateKey } from "@/contracts/access";
import { LIMITABLE_SCOPES } from "@/contracts/access";
import { Scope } from "@/contracts/principal";
import { AppError } from "@/lib/errors";
import { keyText, newKey, parseKey, requireScope, secretHash } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { refuseLockOut } from "../lock-out";
import { type AccessRecord, recordAccess } from "../record";
import { insertKey, lockAccess, lockKey, replaceKey, selectKeys, setRevoked } from "./sql";

export async function listKeys(ctx: Ctx): Promise<{ keys: ApiKey[] }> {
  requireScope(ctx, "access:admin");
  return { keys: await selectKeys(ctx.db, nowOf(ctx)) };
}

/** The answer holds the secret; nothing else ever does. */
export async function createKey(ctx: Ctx, input: CreateKey): Promise<CreatedKey> {
  requireScope(ctx, "access:admin");
  refuseUnlimitable(input);
  refusePast(ctx, input.expiresAt);
  const made = newKey();
  return ctx.db.tx(async (tx) => {
    const secret = { prefix: made.prefix, hash: secretHash(made.secret) };
    const key = await insertKey(tx, nowOf(ctx), { ...input, ...secret, createdBy: ctx.principal.id });
    if (key === undefined) throw nameTaken(input.name);
    await recordAccess(ctx, [recordOf(key, "created", given(key))]);
    return { key, secret: keyText(made) };
  });
}

/** A new secret with the same rights; the old one goes on working for as long as its holders need to change over. */
export async function rotateKey(ctx: Ctx, { keyId, overlapSeconds, expiresAt }: RotateKey): Promise<CreatedKey> {
  requireScope(ctx, "access:admin");
  refusePast(ctx, expiresAt);
  const made = newKey();
  return ctx.db.tx(async (tx) => {
    const old = await lockKey(tx, nowOf(ctx), keyId);
    if (old === undefined) throw noKey(keyId);
    if (old.status !== "active")
      throw new AppError("CONFLICT", `this key is ${old.status}; only an active one is rotated`);
    const key = await replaceKey(tx, nowOf(ctx), keyId, {
      newId: randomUUID(),
      prefix: made.prefix,
      hash: secretHash(made.secret),
      createdBy: ctx.principal.id,
      expiresAt,
      overlapSeconds,
    });
    if (key === undefined) throw noKey(keyId);
    await recordAccess(ctx, [
      recordOf(old, "rotated", { replaced_by: key.keyId, overlap_seconds: overlapSeconds }),
      recordOf(key, "created", { ...given(key), replaces: old.keyId }),
    ]);
    return { key, secret: keyText(made) };
  });
}

/** From the commit on the key is refused, by every process within a second. Revoking again changes nothing. */
export async function revokeKey(ctx: Ctx, { keyId }: RevokeKey): Promise<ApiKey> {
  requireScope(ctx, "access:admin");
  return ctx.db.tx(async (tx) => {
    await lockAccess(tx);
    const known = await lockKey(tx, nowOf(ctx), keyId);
    if (known === undefined) throw noKey(keyId);
    if (known.status === "revoked") return known;
    const key = await setRevoked(tx, nowOf(ctx), keyId, ctx.principal.id);
    if (key === undefined) throw noKey(keyId);
    if (key.scopes.includes("access:admin")) await refuseLockOut(ctx);
    await recordAccess(ctx, [recordOf(key, "revoked", {})]);
    return key;
  });
}

/** Stores a key that the configuration brings, unless its prefix is known. */
export async function storeFirstKey(ctx: Ctx, text: string): Promise<"stored" | "known"> {
  requireScope(ctx, "access:admin");
  const given = parseKey(text);
  if (given === undefined) throw new AppError("VALIDATION", "this is not an API key");
  return ctx.db.tx(async (tx) => {
    const key = await insertKey(tx, nowOf(ctx), {
      name: `first-${given.prefix}`,
      owner: "configuration",
      scopes: Scope.options,
      namespaces: null,
      clusters: null,
      expiresAt: null,
      prefix: given.prefix,
      hash: secretHash(given.secret),
      createdBy: ctx.principal.id,
    });
    if (key === undefined) return "known";
    await recordAccess(ctx, [recordOf(key, "created", { scopes: key.scopes, from: "configuration" })]);
    return "stored";
  });
}

function refuseUnlimitable({ scopes, namespaces, clusters }: CreateKey): void {
  if (namespaces === null && clusters === null) return;
  const whole = scopes.filter((scope) => !LIMITABLE_SCOPES.includes(scope));
  if (whole.length === 0) return;
  const message = `${whole.join(", ")} can't be limited to namespaces or clusters; make another key for that`;
  throw new AppError("VALIDATION", message, { fieldErrors: [{ path: "scopes", message }] });
}

function refusePast(ctx: Ctx, expiresAt: string | null): void {
  if (expiresAt === null || Date.parse(expiresAt) > ctx.clock.now().getTime()) return;
  const message = "must lie in the future";
  throw new AppError("VALIDATION", `expiresAt ${message}`, { fieldErrors: [{ path: "expiresAt", message }] });
}

function nameTaken(name: string): AppError {
  const message = `there is an active key named ${JSON.stringify(name)} already`;
  return new AppError("CONFLICT", message, { fieldErrors: [{ path: "name", message }] });
}

function noKey(keyId: string): AppError {
  return new AppError("NOT_FOUND", `there is no key ${keyId}`);
}

function recordOf(key: ApiKey, action: string, data: Record<string, unknown>): AccessRecord {
  const named = { prefix: key.prefix, name: key.name, owner: key.owner };
  return {
    type: `access.key.${action}`,
    action,
    resource: { type: "api_key", id: key.keyId },
    data: { ...named, ...data },
  };
}

function given({ scopes, namespaces, clusters, expiresAt }: ApiKey): Record<string, unknown> {
  return { scopes, namespaces, clusters, expires_at: expiresAt };
}

function nowOf(ctx: Ctx): string {
  return ctx.clock.now().toISOString();
}
