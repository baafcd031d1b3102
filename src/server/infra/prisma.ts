import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "@/generated/prisma/client";
import type { DbHandle } from "./db";

/** Transactions are opened by `Db.tx`, so that one of them holds what Prisma writes and what SQL writes. */
export type Prisma = Omit<PrismaClient, "$transaction" | "$connect" | "$disconnect">;

/** Prisma over the connections of a `Db`. While a transaction is open, its statements are part of it. */
export function createPrisma(handle: Pick<DbHandle, "pool" | "openClient">): Prisma {
  return new PrismaClient({ adapter: new PrismaPg(new JoiningPool(handle)) });
}

/** The adapter takes nothing but a pool of the driver. This one has no connections of its own: it hands on those of the Db. */
class JoiningPool extends pg.Pool {
  readonly #handle: Pick<DbHandle, "pool" | "openClient">;

  constructor(handle: Pick<DbHandle, "pool" | "openClient">) {
    super({ max: 1 });
    this.#handle = handle;
    const join = () => this.#handle.openClient();
    Object.assign(this, {
      query: (config: pg.QueryConfig) => (join() ?? this.#handle.pool).query(config),
      connect: async () => {
        const open = join();
        return open ? nested(open) : this.#handle.pool.connect();
      },
    });
  }
}

let savepoints = 0;

/** Prisma wraps some writes in a transaction of its own. Within an open one that is a savepoint, and nothing is released. */
function nested(client: pg.PoolClient): object {
  const savepoint = `prisma_${++savepoints}`;
  const inside: Readonly<Record<string, string>> = {
    BEGIN: `savepoint ${savepoint}`,
    COMMIT: `release savepoint ${savepoint}`,
    ROLLBACK: `rollback to savepoint ${savepoint}`,
  };
  return {
    query: (config: pg.QueryConfig) => client.query({ ...config, text: inside[config.text] ?? config.text }),
    release: () => {},
    on: client.on.bind(client),
    removeListener: client.removeListener.bind(client),
  };
}
