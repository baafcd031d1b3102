/** So long a piece may keep everybody else waiting, milliseconds. */
const PIECE_MS = 2;

type Resume = () => void;

const fresh: Resume[] = [];
const begun: Resume[] = [];
let isGiving = false;

/**
 * Waits for a turn of the process's one thread. There is one turn in each pass of the event loop, so that answers of the
 * database, for which whole groups of callers wait, are never behind more than one piece of work.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => join(fresh, resolve));
}

/** Does work for each item in pieces. What has begun goes on before anything new gets its turn. */
export async function inPieces<Item>(items: readonly Item[], work: (item: Item, index: number) => void): Promise<void> {
  let until = performance.now() + PIECE_MS;
  for (let index = 0; index < items.length; index++) {
    work(items[index] as Item, index);
    if (performance.now() < until || index === items.length - 1) continue;
    await new Promise<void>((resolve) => join(begun, resolve));
    until = performance.now() + PIECE_MS;
  }
}

function join(line: Resume[], resume: Resume): void {
  line.push(resume);
  if (!isGiving) setImmediate(give);
  isGiving = true;
}

function give(): void {
  const next = begun.shift() ?? fresh.shift();
  isGiving = begun.length + fresh.length > 0;
  if (isGiving) setImmediate(give);
  next?.();
}
