import type { Principal } from "@/contracts/principal";
import { BoundedMap } from "@/lib/bounded-map";
import { AppError } from "@/lib/errors";
import { within } from "@/lib/within";
import type { Clock } from "@/server/infra/clock";
import type { Db } from "@/server/infra/db";
import { classifyDbFailure } from "@/server/infra/db-failure";
import type { Log } from "@/server/infra/log";
import type { Freshness } from "../freshness";
import { addUp } from "../given";
import {
  type AuthProvider,
  type AuthRequest,
  bearerToken,
  credentialOf,
  invalidToken,
  type Need,
  providerDown,
} from "../request";
import { isSecretOf, type KeyText, looksLikeKey, parseKey } from "./key-text";
import { findKey, type KeyRow, touchKey } from "./sql";

const KEYS_MAX = 10_000;
/** How long a key that was read may stand for the database while nothing is heard of a change. */
const FRESH_MS = 60_000;
/** How long a key goes on writing events while the database is away. */
const OUTAGE_MS = 15 * 60_000;
const LOOKUP_MS = 1000;
/** After the database was away it is not asked about a known key for so long: senders wait 5 s in all. */
const OUTAGE_PAUSE_MS = 500;
const TOUCH_MS = 60_000;

type Known = {
  hash: Buffer;
  principal: Principal;
  expiresMs: number | undefined;
  isRevoked: boolean;
  readMs: number;
  epoch: number;
  touchedMs: number;
};

export type KeyProviderOptions = { db: Db; clock: Clock; log: Log; freshness: Freshness };

/** Our own keys. A revoked one is refused by every process at once, and none outlives the loss of the database by 15 minutes. */
export function createKeyProvider(options: KeyProviderOptions): AuthProvider {
  const { db, clock, freshness } = options;
  const keys = new BoundedMap<string, Known>(KEYS_MAX);
  freshness.onNotice(({ table, subject }) => {
    if (table === "api_keys") keys.delete(subject);
  });
  let outUntil = 0;

  const read = async (prefix: string): Promise<Known | undefined> => {
    const epoch = freshness.epoch();
    const row = await within(LOOKUP_MS, findKey(db, prefix));
    if (row === undefined) return undefined;
    const known = knownKey(row, { epoch, readMs: clock.now().getTime(), touchedMs: keys.get(prefix)?.touchedMs ?? 0 });
    if (freshness.epoch() === epoch) keys.set(prefix, known);
    return known;
  };

  const find = async (prefix: string, need: Need): Promise<{ known?: Known; isOutage: boolean }> => {
    const now = clock.now().getTime();
    const known = keys.get(prefix);
    if (known !== undefined && known.epoch === freshness.epoch() && freshness.isLive() && now - known.readMs < FRESH_MS)
      return { known, isOutage: false };
    const mayStandIn = known !== undefined && need.scope === "audit:write" && now - known.readMs < OUTAGE_MS;
    if (mayStandIn && now < outUntil) return { known, isOutage: true };
    try {
      return { known: await read(prefix), isOutage: false };
    } catch (error) {
      if (!isOutage(error)) throw error;
      outUntil = clock.now().getTime() + OUTAGE_PAUSE_MS;
      if (mayStandIn && keys.get(prefix) !== undefined) return { known, isOutage: true };
      throw providerDown("api-key", error);
    }
  };

  const touch = (prefix: string, known: Known, now: number) => {
    if (now - known.touchedMs < TOUCH_MS) return;
    known.touchedMs = now;
    touchKey(db, prefix, new Date(now)).catch((err: unknown) => options.log.debug({ err }, "last use not noted"));
  };

  return {
    name: "api-key",
    async authenticate(request: AuthRequest) {
      const token = bearerToken(request);
      if (token === undefined || !looksLikeKey(token)) return undefined;
      const key = parseKey(token);
      if (key === undefined) throw invalidToken();
      const { known, isOutage } = await find(key.prefix, request.need);
      const now = clock.now().getTime();
      if (!isGood(key, known, now)) throw invalidToken();
      if (isOutage) return onlyWriting(known.principal);
      touch(key.prefix, known, now);
      return known.principal;
    },
    isKnown(request) {
      const key = parseKey(credentialOf(request) ?? "");
      return key !== undefined && isGood(key, keys.get(key.prefix), clock.now().getTime());
    },
  };
}

function knownKey(row: KeyRow, read: Pick<Known, "epoch" | "readMs" | "touchedMs">): Known {
  return {
    ...read,
    hash: Buffer.from(row.hash, "hex"),
    principal: { kind: "machine", id: `api-key:${row.name}`, provider: "api-key", ...addUp([row]) },
    expiresMs: row.expires_ms === null ? undefined : Number(row.expires_ms),
    isRevoked: row.is_revoked,
  };
}

function isGood(key: KeyText, known: Known | undefined, now: number): known is Known {
  if (known === undefined || !isSecretOf(key.secret, known.hash)) return false;
  return !known.isRevoked && (known.expiresMs === undefined || now < known.expiresMs);
}

function onlyWriting(principal: Principal): Principal {
  const scopes = [...principal.scopes].filter((scope) => scope === "audit:write");
  return { ...principal, scopes: new Set(scopes) };
}

function isOutage(error: unknown): boolean {
  return (error instanceof AppError && error.code === "UNAVAILABLE") || classifyDbFailure(error) === "outage";
}
