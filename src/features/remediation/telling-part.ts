const SHORTEST = 4;
const LENGTH = 8;

/** The piece of an id that tells it from others best: the beginning of its longest run of letters and digits. */
export function tellingPart(id: string): string | null {
  const pieces = id.split(/[^\p{L}\p{N}]+/u);
  const longest = pieces.reduce((a, b) => (b.length > a.length ? b : a), "");
  return longest.length < SHORTEST ? null : longest.slice(0, LENGTH);
}
