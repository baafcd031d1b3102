const SIMILAR_MAX = 5;

/** Of some ids those that a person may have meant: few letters differ. The nearest first. */
export function similarIds(wanted: string, ids: readonly string[]): string[] {
  if (wanted === "") return [];
  const tolerance = Math.max(2, Math.floor(wanted.length / 3));
  return ids
    .map((id) => ({ id, distance: id.startsWith(wanted) ? 0 : editDistance(wanted, id) }))
    .filter(({ distance }) => distance <= tolerance)
    .sort((left, right) => left.distance - right.distance || (left.id < right.id ? -1 : 1))
    .slice(0, SIMILAR_MAX)
    .map(({ id }) => id);
}

/** Letters to insert, delete or replace to make one text the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
