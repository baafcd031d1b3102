import type { Db } from "@/server/infra/db";
import { readChain } from "@/testing/ledger";
import type { Book } from "./book";

export type Accounts = {
  acknowledged: number;
  /** Acknowledged, and not in the ledger. */
  lost: number;
  /** In the ledger more often than the client's own repeats explain. */
  duplicated: number;
  /** Chains with a fault, by a verifier that knows nothing of the product. */
  chainBroken: number;
  chains: number;
  examples: string[];
};

/** Compares what the client knows with what the ledger holds. */
export async function settleAccounts(db: Db, book: Book): Promise<Accounts> {
  const stored = await countMarkers(db);
  const entries = [...book.entries];
  const acknowledged = entries.filter(([, entry]) => entry.isAcknowledged);
  const lost = acknowledged.filter(([marker]) => !stored.has(marker));
  const duplicated = entries.filter(([marker, entry]) => (stored.get(marker) ?? 0) > entry.copiesMax);
  const ids = [...new Set(entries.map(([, { correlationId }]) => correlationId))];
  const broken: string[] = [];
  for (const id of ids) {
    const [fault] = (await readChain(db, id)).faults;
    if (fault !== undefined) broken.push(`${id}: ${fault}`);
  }
  return {
    acknowledged: acknowledged.length,
    lost: lost.length,
    duplicated: duplicated.length,
    chainBroken: broken.length,
    chains: ids.length,
    examples: [
      ...lost.slice(0, 5).map(([marker]) => `lost ${marker}`),
      ...duplicated.slice(0, 5).map(([marker]) => `stored ${stored.get(marker)} times: ${marker}`),
      ...broken.slice(0, 5),
    ],
  };
}

async function countMarkers(db: Db): Promise<Map<string, number>> {
  const rows = await db.query<{ marker: string; copies: string }>(
    `select event_data ->> 'marker' as marker, count(*) as copies from audit_events
      where event_data ? 'marker' group by 1`,
  );
  return new Map(rows.map(({ marker, copies }) => [marker, Number(copies)]));
}
