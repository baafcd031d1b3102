import type { ReconstructedField } from "@/contracts/reconstruction";

export type LeftOut = { paths: readonly string[]; why: string };

/** What will not come back, one entry per reason, in the order of the document. */
export function leftOut(fields: readonly ReconstructedField[]): LeftOut[] {
  const byReason = new Map<string, string[]>();
  for (const field of fields) {
    if (field.source !== "left_out") continue;
    const paths = byReason.get(field.how);
    if (paths === undefined) byReason.set(field.how, [field.path]);
    else paths.push(field.path);
  }
  return [...byReason].map(([why, paths]) => ({ paths, why }));
}
