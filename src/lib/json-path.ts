const plainKey = /^[\p{L}\p{N}_-]+$/u;
const KEY_LENGTH_MAX = 60;
const STEPS_SHOWN = 20;
const anyStep = /\.?[\p{L}\p{N}_…-]+|\[(?:\d+|"(?:[^"\\]|\\.)*")\]/gu;

/** `a`, `a.b`, `a[0]`; other keys are quoted: `a["x y"]`. Long keys are cut, since paths are shown to people. */
export function joinPath(parent: string, step: string | number): string {
  if (typeof step === "number") return `${parent}[${step}]`;
  const key = step.length > KEY_LENGTH_MAX ? `${step.slice(0, KEY_LENGTH_MAX)}…` : step;
  if (!plainKey.test(step)) return `${parent}[${JSON.stringify(key.replace(/\p{Surrogate}/gu, "\ufffd"))}]`;
  return parent === "" ? key : `${parent}.${key}`;
}

/** A path for a message: of a very deep one its ends, the middle left out. */
export function shortPath(path: string): string {
  const steps = path.match(anyStep) ?? [];
  if (steps.length <= STEPS_SHOWN) return path;
  return `${steps.slice(0, STEPS_SHOWN / 2).join("")}…${steps.slice(-STEPS_SHOWN / 2).join("")}`;
}
