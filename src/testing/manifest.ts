import { parse } from "yaml";

/** A Kubernetes object as a test looks at it. */
export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: Record<string, unknown>;
  spec: Record<string, unknown>;
  status: Record<string, unknown>;
};

export function readManifest(text: string, version: "1.1" | "1.2" = "1.2"): Manifest {
  return parse(text, { version }) as Manifest;
}

export function readObject(json: string): Record<string, unknown> {
  return JSON.parse(json) as Record<string, unknown>;
}
