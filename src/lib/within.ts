import { AppError } from "./errors";

/** The work itself goes on: it may still succeed, which the ids of its events make harmless. */
export function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () =>
      reject(new AppError("UNAVAILABLE", "the store does not answer in time; try again", { retryAfterSeconds: 1 }));
    const timer = setTimeout(giveUp, milliseconds);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
