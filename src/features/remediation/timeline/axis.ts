import type { Scale } from "./scale";

export type AxisTick = { ms: number; x: number; label: string };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 20, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364, 1820].map((n) => n * DAY),
];

const START_ROOM = 24;

/** Round moments in the live parts of the view, far enough apart that their labels never touch. */
export function axisTicks(scale: Scale): AxisTick[] {
  const step = stepOf(scale);
  const folds = scale.segments.filter((segment) => segment.isFold);
  const isNearFold = (x: number) => folds.some((fold) => x > fold.x0 - 20 && x < fold.x1 + 20);
  // The first label stands to the right of its moment, so a fold that follows at once leaves it no room.
  const hasStart = !folds.some((fold) => fold.x0 - scale.x(0) < START_ROOM);
  const endX = scale.x(scale.totalMs);
  const ticks: AxisTick[] = [];
  for (const segment of scale.segments) {
    if (segment.isFold || segment.x1 < 0 || segment.x0 > scale.width) continue;
    const from = Math.max(segment.fromMs, scale.ms(Math.max(0, segment.x0)));
    const to = Math.min(segment.toMs, scale.ms(Math.min(scale.width, segment.x1)));
    for (let ms = Math.ceil(from / step) * step; ms <= to; ms += step) {
      const x = scale.x(ms);
      const isTaken = ms > 0 ? isNearFold(x) || endX - x < 36 : !hasStart;
      if (!isTaken && ms !== scale.totalMs) ticks.push({ ms, x, label: clockLabel(ms, step) });
    }
  }
  return ticks;
}

/** `2:05`, `1:02:05`, `3 d 4:00`, with fractions when the step asks for them. */
export function clockLabel(ms: number, step: number = SECOND): string {
  const days = Math.floor(ms / DAY);
  const hours = Math.floor((ms % DAY) / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  const seconds = Math.floor((ms % MINUTE) / SECOND);
  if (days > 0) return step >= DAY ? `${days} d` : `${days} d ${hours}:${pad(minutes)}`;
  const fraction = step < SECOND ? `.${pad(Math.floor(ms % SECOND), 3).slice(0, digitsOf(step))}` : "";
  if (hours > 0) return `${hours}:${pad(minutes)}:${pad(seconds)}${fraction}`;
  return `${minutes}:${pad(seconds)}${fraction}`;
}

function stepOf(scale: Scale): number {
  const widest = scale.totalMs >= DAY ? 64 : scale.totalMs >= HOUR ? 62 : 46;
  const last = STEPS.at(-1) ?? DAY;
  return STEPS.find((step) => step * scale.pxPerMs > (step < SECOND ? widest + 14 : widest)) ?? last;
}

const digitsOf = (step: number) => (step >= 100 ? 1 : step >= 10 ? 2 : 3);
const pad = (value: number, length = 2) => String(value).padStart(length, "0");
