import type { Options } from "../options";
import type { Scope } from "../rig/scope";
import { ownStack } from "../rig/stack";
import { type KillResult, killRounds } from "./rounds";

/** SIGKILL to the server, PostgreSQL and Valkey at random moments under load. */
export async function benchKill(scope: Scope, options: Options): Promise<KillResult> {
  const stack = await ownStack(scope, options);
  const rounds = options.rounds ?? (options.quick ? 3 : 100);
  return killRounds(stack, {
    rounds,
    seed: options.seed,
    onRound: (round, victims) => process.stderr.write(`${round} ${victims}\n`),
  });
}
