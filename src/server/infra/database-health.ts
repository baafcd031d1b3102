import type { Db } from "./db";

const FRESH_MS = 1000;
const PING_TIMEOUT_MS = 1500;

export type DatabaseHealth = { isUp(): Promise<boolean> };

/** Asks the database at most once a second, and one question at a time, however often it is asked itself. */
export function createDatabaseHealth(db: Db, now: () => number = Date.now): DatabaseHealth {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<boolean> = Promise.resolve(false);
  return {
    isUp() {
      if (now() - askedAt < FRESH_MS) return answer;
      askedAt = now();
      answer = ping(db);
      return answer;
    },
  };
}

async function ping(db: Db): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, PING_TIMEOUT_MS, false);
  });
  const answered = db.one("select 1 as up").then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
