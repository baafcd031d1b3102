/** Ids that the server named in its "not found", at most five. */
export function nearIds(data: unknown): string[] {
  const problem = isRecord(data) ? data.problem : undefined;
  const near = isRecord(problem) ? problem.near : undefined;
  return Array.isArray(near) ? near.filter((id) => typeof id === "string").slice(0, 5) : [];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
