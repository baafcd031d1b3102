import { appendEvents } from "@/server/audit";
import type { TestDatabase } from "@/testing/database";
import { hasSharedData } from "@/testing/shared-data";
import { nodeNotReady, predictedDiskPressure } from "@/testing/trails";

/** Both real trails, where they are at hand. */
export async function fillDatabase(database: TestDatabase): Promise<void> {
  if (!hasSharedData) return;
  for (const trail of [nodeNotReady(), predictedDiskPressure()]) await appendEvents(database.ctx(), trail);
}
