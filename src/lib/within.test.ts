import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { within } from "./within";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("within", () => {
  it("gives what the work gives in time, and leaves no timer behind", async () => {
    await expect(within(100, Promise.resolve("done"))).resolves.toBe("done");
    await expect(within(100, Promise.reject(new Error("failed")))).rejects.toThrow("failed");

    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives up when the time is over, whatever the work does later", async () => {
    let finish = (_: string) => {};
    const late = within(
      100,
      new Promise<string>((resolve) => {
        finish = resolve;
      }),
    );
    const refused = expect(late).rejects.toMatchObject({ code: "UNAVAILABLE", details: { retryAfterSeconds: 1 } });
    await vi.advanceTimersByTimeAsync(100);
    finish("too late");

    await refused;
  });
});
