import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { LateHistogram } from "./late-histogram";

function lags() {
  const registry = new Registry();
  const histogram = new LateHistogram({
    name: "lag_seconds",
    help: "Lag.",
    labelNames: ["service", "status"] as const,
    buckets: [1, 2],
    registers: [registry],
  });
  const read = async () => (await registry.metrics()).split("\n").filter((line) => line.startsWith("lag_seconds"));
  return { histogram, read };
}

const gateway = { service: "gateway", status: "2xx" };

it("counts each value once, however often it is read", async () => {
  const { histogram, read } = lags();
  histogram.observe(gateway, 0.5);
  histogram.observe(gateway, 1.5);
  histogram.observe({ service: "gateway", status: "5xx" }, 3);
  const labels = 'service="gateway",status="2xx"';

  await read();
  expect(await read()).toEqual([
    `lag_seconds_bucket{le="1",${labels}} 1`,
    `lag_seconds_bucket{le="2",${labels}} 2`,
    `lag_seconds_bucket{le="+Inf",${labels}} 2`,
    `lag_seconds_sum{${labels}} 2`,
    `lag_seconds_count{${labels}} 2`,
    'lag_seconds_bucket{le="1",service="gateway",status="5xx"} 0',
    'lag_seconds_bucket{le="2",service="gateway",status="5xx"} 0',
    'lag_seconds_bucket{le="+Inf",service="gateway",status="5xx"} 1',
    'lag_seconds_sum{service="gateway",status="5xx"} 3',
    'lag_seconds_count{service="gateway",status="5xx"} 1',
  ]);
});

it("loses none of more values than it keeps", async () => {
  const { histogram, read } = lags();
  for (let i = 0; i < 2500; i++) histogram.observe(gateway, i % 2);

  expect(await read()).toContain('lag_seconds_count{service="gateway",status="2xx"} 2500');
  expect(await read()).toContain('lag_seconds_sum{service="gateway",status="2xx"} 1250');
});

it("a series can be shown before its first value", async () => {
  const { histogram, read } = lags();
  histogram.zero(gateway);

  expect(await read()).toContain('lag_seconds_count{service="gateway",status="2xx"} 0');
});
