import { AppError } from "./errors";

/** The work itself goes on: it may still succeed, which the ids of its events make harmless. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new AppError("UNAVAILABLE", "the store does not answer in time; try again", { retryAfterSeconds: 1 })),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
