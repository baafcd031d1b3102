import { parseArgs } from "node:util";
import { hasSharedData } from "@/testing/shared-data";
import type { Mix, Payloads } from "./load/bodies";

export type Options = {
  quick: boolean;
  rounds?: number;
  remediations: number;
  /** Another bundle of the server than the build's. */
  bundle?: string;
  /** Only these steps or this mix, while tuning. */
  only?: string[];
  mix?: Mix;
  payloads: Payloads;
  seed: number;
  nodeOptions?: string[];
  /** How long a message to or from the database takes, milliseconds. */
  distanceMs: number;
  /** With access control. */
  auth: boolean;
};

export function readOptions(args: readonly string[]): { name: string | undefined; options: Options } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: "boolean" },
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      remediations: { type: "string", default: "1000" },
      bundle: { type: "string" },
      only: { type: "string" },
      mix: { type: "string" },
      payloads: { type: "string", default: hasSharedData ? "recorded" : "generated" },
      seed: { type: "string", default: "1" },
      "node-options": { type: "string" },
      "distance-ms": { type: "string", default: "0" },
      auth: { type: "boolean", default: false },
    },
  });
  return {
    name: positionals[0],
    options: {
      quick: values.quick,
      rounds: values.rounds === undefined ? undefined : Number(values.rounds),
      remediations: Number(values.remediations),
      bundle: values.bundle,
      only: values.only?.split(","),
      mix: values.mix === "interleaved" || values.mix === "byRemediation" ? values.mix : undefined,
      payloads: values.payloads === "recorded" ? "recorded" : "generated",
      seed: Number(values.seed),
      nodeOptions: values["node-options"]?.split(" "),
      distanceMs: Number(values["distance-ms"]),
      auth: values.auth,
    },
  };
}
