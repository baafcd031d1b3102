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

/** Takes steps in pieces while they answer that there are more. What has begun goes on before anything new gets its turn. */
export async function inSteps(step: () => boolean): Promise<void> {
  let until = performance.now() + PIECE_MS;
  while (step()) {
    if (performance.now() < until) continue;
    await new Promise<void>((resolve) => join(begun, resolve));
    until = performance.now() + PIECE_MS;
  }
}

/** Does work for each item in pieces. */
export async function inPieces<Item>(items: readonly Item[], work: (item: Item, index: number) => void): Promise<void> {
  if (items.length === 0) return;
  let index = 0;
  await inSteps(() => {
    work(items[index] as Item, index);
    return ++index < items.length;
  });
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
