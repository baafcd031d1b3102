import { hasSharedData, sharedDataNote } from "@/testing/shared-data";
import { test } from "./fixtures";

/**
 * Journeys on the real trails, which do not lie beside every clone: they are left out then, and the title says why.
 * `generated.spec.ts` walks the same screens on trails of our own making, everywhere.
 */
export function describeRealTrails(name: string, journeys: () => void): void {
  const describe = hasSharedData ? test.describe : test.describe.skip;
  describe(`${name}${sharedDataNote}`, journeys);
}
