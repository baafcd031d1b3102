import type { Valkey } from "@/server/infra/valkey";
import { DRAINS_KEY } from "./keys";

export type Drains = { drains: number; errors: number };

/** Counts in Valkey: a process that ends is not asked for its metrics any more, so the others tell. */
export async function recordDrain(valkey: Valkey, { errors }: Pick<Drains, "errors">): Promise<void> {
  await valkey.client.multi().hincrby(DRAINS_KEY, "drains", 1).hincrby(DRAINS_KEY, "errors", errors).exec();
}

export async function readDrains(valkey: Valkey): Promise<Drains> {
  const [drains, errors] = await valkey.client.hmget(DRAINS_KEY, "drains", "errors");
  return { drains: Number(drains ?? 0), errors: Number(errors ?? 0) };
}
