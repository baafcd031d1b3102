const NANOSECONDS = new Map<string, bigint>([
  ["ns", 1n],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["μs", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);
const SECOND = 1_000_000_000n;
const LONGEST = 2n ** 63n - 1n;

const whole = /^([+-]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const part = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g;

/** A duration as Go prints it (`1h` becomes `1h0m0s`), or undefined when Go would not read it. */
export function normalGoDuration(text: string): string | undefined {
  if (text === "0") return "0s";
  const [, sign, parts] = (text.length <= 100 && whole.exec(text)) || [];
  if (parts === undefined) return undefined;
  let total = 0n;
  for (const [, units = "", fraction = "", unit = ""] of parts.matchAll(part)) {
    const scale = NANOSECONDS.get(unit) ?? 0n;
    total += BigInt(units || "0") * scale;
    if (fraction !== "") total += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  }
  if (total > LONGEST) return undefined;
  return sign === "-" && total > 0n ? `-${written(total)}` : written(total);
}

function written(total: bigint): string {
  if (total === 0n) return "0s";
  if (total < 1_000n) return `${total}ns`;
  if (total < 1_000_000n) return `${decimal(total, 1_000n)}µs`;
  if (total < SECOND) return `${decimal(total, 1_000_000n)}ms`;
  const minutes = total / (60n * SECOND);
  const seconds = `${decimal(total % (60n * SECOND), SECOND)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, scale: bigint): string {
  const rest = (value % scale)
    .toString()
    .padStart(scale.toString().length - 1, "0")
    .replace(/0+$/, "");
  return rest === "" ? `${value / scale}` : `${value / scale}.${rest}`;
}
