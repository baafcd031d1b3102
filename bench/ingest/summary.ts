import type { Mix } from "../load/bodies";
import { median, round } from "../rig/figures";
import type { Measurement } from "./measure";

/** Every window, by mix and step. */
export type Rounds = Map<Mix, Map<string, Measurement[]>>;

/** The step of single writes at half of the rate of the same round. */
export const HALF_LOAD = "singleAtHalfLoad";

type MixSummary = ReturnType<typeof summariseMix>;

/** Medians over the rounds; the headline figures are those of the mix that comes out worse. */
export function summarise(rounds: Rounds) {
  const mixes = [...rounds].map(([mix, steps]) => summariseMix(mix, steps));
  const worst = (figure: (mix: MixSummary) => number) => Math.min(...mixes.map(figure));
  const byBatch = mixes.toSorted((a, b) => a.batchToCopy - b.batchToCopy)[0];
  return {
    copyEventsPerSecond: byBatch?.copyEventsPerSecond,
    batchEventsPerSecond: byBatch?.batchEventsPerSecond,
    singleEventsPerSecond: worst((mix) => mix.singleEventsPerSecond),
    batchToCopy: worst((mix) => mix.batchToCopy),
    singleToBatch: worst((mix) => mix.singleToBatch),
    ...latencies(mixes),
    errors: mixes.reduce((sum, mix) => sum + mix.errors, 0),
    cpuMicrosecondsPerEvent: byBatch?.cpuMicrosecondsPerEvent,
    mixes: Object.fromEntries(mixes.map(({ mix, ...rest }) => [mix, rest])),
  };
}

function latencies(mixes: readonly MixSummary[]) {
  const highest = (figure: (mix: MixSummary) => number | undefined) =>
    Math.max(...mixes.map((mix) => figure(mix) ?? 0));
  return {
    p50: highest((mix) => mix.single.p50),
    p95: highest((mix) => mix.single.p95),
    p99: highest((mix) => mix.single.p99),
    p99AtHalfLoad: highest((mix) => mix[HALF_LOAD]?.p99),
  };
}

function summariseMix(mix: Mix, steps: ReadonlyMap<string, Measurement[]>) {
  const of = (name: string) => steps.get(name) ?? [];
  const rates = (name: string) => of(name).map(({ eventsPerSecond }) => eventsPerSecond);
  const rate = (name: string) => round(median(rates(name)));
  const spread = (name: string) => ({ min: round(Math.min(...rates(name))), max: round(Math.max(...rates(name))) });
  const copyEventsPerSecond = Math.max(rate("copyOne"), rate("copyTwo"));
  const cpu = (name: string, process: keyof Measurement["cpu"]) =>
    round(median(of(name).map((m) => m.cpu[process])), 1);
  const cpuOf = (name: string) => ({
    server: cpu(name, "server"),
    postgres: cpu(name, "postgres"),
    client: cpu(name, "client"),
    valkey: cpu(name, "valkey"),
  });
  const latency = (name: string, quantile: "p50" | "p95" | "p99") => median(of(name).map((m) => m.latency[quantile]));
  const latencyOf = (name: string) => ({
    p50: round(latency(name, "p50"), 1),
    p95: round(latency(name, "p95"), 1),
    p99: round(latency(name, "p99"), 1),
  });
  const all = [...steps.keys()];
  const halfLoad = of(HALF_LOAD).map(({ latency }) => latency);
  return {
    mix,
    copyEventsPerSecond,
    copyOnOurIndexesEventsPerSecond: rate("copyOurIndexes"),
    appendEventsPerSecond: rate("append"),
    batchEventsPerSecond: rate("batch"),
    singleEventsPerSecond: rate("single"),
    batchToCopy: round(rate("batch") / copyEventsPerSecond, 3),
    batchToCopyOnOurIndexes: round(rate("batch") / rate("copyOurIndexes"), 3),
    appendToCopy: round(rate("append") / copyEventsPerSecond, 3),
    singleToBatch: round(rate("single") / rate("batch"), 3),
    batch: latencyOf("batch"),
    single: latencyOf("single"),
    [HALF_LOAD]:
      halfLoad.length === 0
        ? undefined
        : {
            eventsPerSecond: rate(HALF_LOAD),
            ...latencyOf(HALF_LOAD),
            p99Min: Math.min(...halfLoad.map(({ p99 }) => p99)),
            p99Max: Math.max(...halfLoad.map(({ p99 }) => p99)),
            max: Math.max(...halfLoad.map(({ max }) => max)),
          },
    cpuMicrosecondsPerEvent: Object.fromEntries(all.map((name) => [name, cpuOf(name)])),
    spread: Object.fromEntries(all.map((name) => [name, spread(name)])),
    errors: all.flatMap(of).reduce((sum, { failures }) => sum + failures, 0),
  };
}
