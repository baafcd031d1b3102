type Undo = () => unknown;

/** What a benchmark has started and must take away again, newest first, whatever happens. */
export type Scope = { defer(undo: Undo): void; close(): Promise<void> };

export function createScope(): Scope {
  const undos: Undo[] = [];
  const undoAll = async () => {
    for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
      try {
        await undo();
      } catch (error) {
        process.stderr.write(`clean-up: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= undoAll();
    return closing;
  };
  return { defer: (undo) => void undos.push(undo), close };
}

/** Runs work that leaves nothing behind, also when the person presses Ctrl-C. */
export async function inScope<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
  const scope = createScope();
  let isStopping = false;
  // A terminal's Ctrl-C may come twice, once from the terminal and once handed on by a parent.
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    void scope.close().then(() => process.exit(signal === "SIGINT" ? 130 : 143));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    return await work(scope);
  } finally {
    await scope.close();
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
  }
}
