import { humanDuration, parseGoDuration } from "@/lib/duration";
import { flagOf, numberOf, type Payload, textOf } from "./payload";

/** Says in one plain sentence what an event of a type reports; undefined when its payload lacks what the sentence needs. */
export type Summary = (payload: Payload) => string | undefined;

/** `name in namespace`, or whichever of the two is known. */
export function placed(name: string | undefined, namespace: string | undefined): string | undefined {
  return name === undefined || namespace === undefined ? name : `${name} in ${namespace}`;
}

export function targetOf(payload: Payload): string | undefined {
  const name = textOf(payload, "resource_name", 120);
  const namespace = textOf(payload, "namespace", 120);
  if (name === undefined || name.toLowerCase() === "unknown") return namespace && `something in ${namespace}`;
  return placed([textOf(payload, "resource_kind", 60), name].filter(Boolean).join(" "), namespace);
}

/** ` in 113 ms` from a numeric field, or nothing. */
export function tookMs(payload: Payload, key = "duration_ms"): string {
  const ms = numberOf(payload, key);
  return ms === undefined ? "" : ` in ${humanDuration(ms)}`;
}

/** A Go duration (`5m0s`) as people say it, or the text itself. */
export function spoken(payload: Payload, key: string): string | undefined {
  const text = textOf(payload, key, 40);
  const ms = text === undefined ? undefined : parseGoDuration(text);
  return ms === undefined ? text : humanDuration(ms);
}

const grouped = new Intl.NumberFormat("en");

/** `254,909`. One formatter for all: making one for each number takes most of the time of a long trail. */
export function figure(value: number): string {
  return grouped.format(value);
}

/** `1 turn`, `12,000 turns`. */
export function counted(count: number, noun: string): string {
  return `${figure(count)} ${noun}${count === 1 ? "" : "s"}`;
}

export function whole(payload: Payload, key: string): string | undefined {
  const value = numberOf(payload, key);
  return value === undefined ? undefined : figure(value);
}

export function whenTrue(payload: Payload, key: string, text: string): string {
  return flagOf(payload, key) === true ? text : "";
}

/** `text: detail.` or `text.` */
export function withDetail(text: string, detail: string | undefined): string {
  return sentence(detail === undefined ? text : `${text}: ${detail}`);
}

export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

export function quote(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `“${text}”`;
}

/** A number as a short score: at most two digits after the point. */
export function score(payload: Payload): string | undefined {
  const value = numberOf(payload, "score");
  return value === undefined ? undefined : String(Math.round(value * 100) / 100);
}

/** The last part of `namespace/name`. */
export function localName(text: string | undefined): string | undefined {
  return text?.split("/").at(-1);
}
