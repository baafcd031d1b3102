/** Without writes nobody tries the database, so what was last seen of it is no news for long. */
const FORGET_MS = 1500;

/**
 * Remembers that the database is out, so that not every write has to find it out for itself: one try at a time goes
 * there, the others go to the queue at once.
 */
export type Breaker = {
  /** Whether this write may try the database. Whoever is let through must say how it went. */
  allows(): boolean;
  /** Whether the last try, a moment ago, has failed. */
  isOpen(): boolean;
  /** The database has answered, be it with a refusal. */
  answered(): void;
  failed(): void;
  /** The try never got to the database. */
  abstained(): void;
};

export function createBreaker({ pauseMs, now = Date.now }: { pauseMs: number; now?: () => number }): Breaker {
  let isOpen = false;
  let isTrying = false;
  let nextTryAt = 0;
  return {
    isOpen: () => isOpen && now() - nextTryAt < FORGET_MS,
    allows() {
      if (!isOpen) return true;
      if (isTrying || now() < nextTryAt) return false;
      isTrying = true;
      return true;
    },
    answered() {
      isOpen = false;
      isTrying = false;
    },
    failed() {
      isOpen = true;
      isTrying = false;
      nextTryAt = now() + pauseMs;
    },
    abstained() {
      isTrying = false;
    },
  };
}
