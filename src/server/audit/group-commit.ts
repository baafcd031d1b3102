import { type LineOptions, Overloaded, type Submission, type Waiting, WaitingLine } from "./waiting-line";

export type GroupCommitOptions<Value, Result> = LineOptions & {
  /** Commits submissions in one transaction; answers with one result per submission, in order. */
  commit(group: readonly Submission<Value>[]): Promise<Result[]>;
  /** Whether a failure is of the data, so that the submissions must be tried one by one to find whose it is. */
  isOfTheData(error: unknown): boolean;
  /** Transactions of this process at the same time. */
  lanes: number;
  /** Puts the start of a group off until what has arrived with it is read; at once when absent. */
  gather?: (start: () => void) => void;
  /**
   * While a lane is busy, another one is worth its transaction for so many submissions or so many events, or when one has waited
   * this long. What is put together moves the head of a chain once.
   */
  extraLane?: { submissions: number; events: number; afterMs: number };
};

export type GroupCommit<Value, Result> = {
  submit(submission: Submission<Value>): Promise<Result>;
  /** Resolves when nothing is queued or being committed. */
  drained(): Promise<void>;
  queuedBytes(): number;
};

/**
 * Commits what arrives together in one transaction. An idle process adds no delay: a submission that finds a free lane
 * starts at once, and what comes while the lanes are busy forms the next group. Each caller is answered when its own
 * transaction has committed; a submission with bad data fails alone.
 */
export function createGroupCommit<Value, Result>(
  options: GroupCommitOptions<Value, Result>,
): GroupCommit<Value, Result> {
  const { extraLane, gather = (start) => start() } = options;
  const line = new WaitingLine<Value, Result>(options);
  const idleListeners: (() => void)[] = [];
  let busyLanes = 0;
  let isStarting = false;
  let extraLaneTimer: NodeJS.Timeout | undefined;
  const isIdle = () => busyLanes === 0 && line.isEmpty;

  const requestLane = () => {
    if (isStarting || busyLanes >= options.lanes) return;
    isStarting = true;
    gather(() => {
      isStarting = false;
      if (isLaneDue()) startLane();
      else requestExtraLane();
    });
  };
  const isLaneDue = () => {
    if (line.isEmpty || busyLanes >= options.lanes) return false;
    if (busyLanes === 0 || extraLane === undefined) return true;
    const isWorthIt = line.submissions >= extraLane.submissions || line.events >= extraLane.events;
    return isWorthIt || line.waitedMs >= extraLane.afterMs;
  };
  const requestExtraLane = () => {
    if (extraLaneTimer !== undefined || line.isEmpty || extraLane === undefined) return;
    extraLaneTimer = setTimeout(() => {
      extraLaneTimer = undefined;
      requestLane();
    }, extraLane.afterMs);
  };
  const startLane = () => {
    busyLanes++;
    void runGroup(options, line.takeGroup()).finally(() => {
      busyLanes--;
      requestLane();
      if (isIdle()) for (const tell of idleListeners.splice(0)) tell();
    });
  };

  return {
    submit: (submission) =>
      new Promise<Result>((resolve, reject) => {
        if (line.join({ submission, resolve, reject })) requestLane();
        else reject(new Overloaded());
      }),
    drained: () => new Promise<void>((resolve) => (isIdle() ? resolve() : idleListeners.push(resolve))),
    queuedBytes: () => line.bytes,
  };
}

/** One transaction; a group whose data is refused is halved until the guilty submission is alone. */
async function runGroup<Value, Result>(
  options: GroupCommitOptions<Value, Result>,
  group: readonly Waiting<Value, Result>[],
): Promise<void> {
  if (group.length === 0) return;
  try {
    const results = await options.commit(group.map(({ submission }) => submission));
    group.forEach((waiting, i) => {
      waiting.resolve(results[i] as Result);
    });
  } catch (error) {
    if (group.length > 1 && options.isOfTheData(error)) {
      const middle = Math.ceil(group.length / 2);
      await runGroup(options, group.slice(0, middle));
      await runGroup(options, group.slice(middle));
      return;
    }
    for (const waiting of group) waiting.reject(error);
  }
}
