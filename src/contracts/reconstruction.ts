/**
 * Words of reconstruction.
 * contract object: the RemediationRequest as existing clients get it (five event types). apply / status document: the extension, rebuilt
 * from every event of the trail. leaf: one scalar (or empty container) of the built document. source: where a leaf is from.
 */
import { z } from "zod";

export const LeafSource = z.enum(["event", "derived", "constant", "left_out"]);
export type LeafSource = z.infer<typeof LeafSource>;

export const ReconstructedField = z.object({
  /** Dotted path, e.g. `spec.signalLabels.alertname`, `status.conditions`. */
  path: z.string(),
  source: LeafSource,
  /** JSON text of the value; null when left out. */
  value: z.string().nullable(),
  event: z
    .object({
      event_id: z.string(),
      event_type: z.string(),
      event_timestamp: z.string(),
      chain_seq: z.number().int(),
      alias: z.string().nullable(),
    })
    .nullable(),
  /** Path inside event_data, or null. */
  payload_path: z.string().nullable(),
  /** How it was made, or why it is absent; one short sentence. */
  how: z.string(),
});
export type ReconstructedField = z.infer<typeof ReconstructedField>;

/** One line of a YAML text and the field it shows; `field` is an index into `fields`, null for a line without a leaf. */
export const YamlLine = z.object({ text: z.string(), field: z.number().int().nullable() });
export type YamlLine = z.infer<typeof YamlLine>;

export const Reconstruction = z.object({
  remediation_request_yaml: z.string(),
  validation: z.object({
    is_valid: z.boolean(),
    completeness: z.number().int(),
    errors: z.array(z.string()),
    warnings: z.array(z.string()),
  }),
  reconstructed_at: z.string(),
  correlation_id: z.string(),
  /** Metadata and spec, fit for `kubectl apply`. */
  apply_yaml: z.string(),
  /** The status subresource. */
  status_yaml: z.string(),
  /** Both documents with their gutter: left-out fields appear as comment lines. */
  document: z.array(YamlLine),
  fields: z.array(ReconstructedField),
  counts: z.object({
    event: z.number().int(),
    derived: z.number().int(),
    constant: z.number().int(),
    left_out: z.number().int(),
  }),
  events_used: z.number().int(),
  events_total: z.number().int(),
  chain: z.object({
    verdict: z.enum(["verified", "broken", "cannot_verify", "nothing_to_verify"]),
    message: z.string(),
    verified_events: z.number().int(),
    total_events: z.number().int(),
  }),
});
export type Reconstruction = z.infer<typeof Reconstruction>;
