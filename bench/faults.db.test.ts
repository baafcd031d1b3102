import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { killRounds } from "./kill/rounds";
import { recover } from "./recover";
import { createScope } from "./rig/scope";
import { ownStack, type Stack } from "./rig/stack";

const scope = createScope();
let stack: Stack;
beforeAll(async () => {
  stack = await ownStack(scope, { program: "source" });
});
afterAll(() => scope.close());

const sound = { lost: 0, duplicated: 0, chainBroken: 0, examples: [] };

describe("what was acknowledged is in the ledger, exactly once and in sound chains", () => {
  it("after SIGKILL to the server, PostgreSQL and Valkey under load", async () => {
    const result = await killRounds(stack, { rounds: 3, seed: 2 });

    expect(result).toMatchObject(sound);
    expect(result.acknowledged).toBeGreaterThan(200);
  }, 120_000);

  it("after an outage of PostgreSQL that the queue bridged", async () => {
    const result = await recover(stack, 2000);

    expect(result).toMatchObject({ ...sound, queued: 2000, acknowledged: 2000 });
  });
});
