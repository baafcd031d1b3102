import type { AppError, InputFault } from "@/lib/errors";
import type { ReplayRefusal } from "@/server/infra/contract-metrics";

const REFUSALS: Readonly<Record<InputFault, ReplayRefusal>> = {
  unreadable: "unmarshal_error",
  oversized: "size_or_depth",
};

/** Undefined for what is readable and fits, but contradicts what is stored. */
export function replayRefusalOf({ code, details: { inputFault } }: AppError): ReplayRefusal | undefined {
  if (code !== "VALIDATION") return undefined;
  return inputFault === undefined ? "field_validation" : REFUSALS[inputFault];
}
