import type { AppError, InputFault } from "@/lib/errors";

/** Why a queued message can never be stored, by the names that dashboards know. */
export type ReplayRefusal = "unmarshal_error" | "field_validation" | "size_or_depth";

const REFUSALS: Readonly<Record<InputFault, ReplayRefusal>> = {
  unreadable: "unmarshal_error",
  oversized: "size_or_depth",
};

/** Undefined for what is readable and fits, but contradicts what is stored. */
export function replayRefusalOf({ code, details: { inputFault } }: AppError): ReplayRefusal | undefined {
  if (code !== "VALIDATION") return undefined;
  return inputFault === undefined ? "field_validation" : REFUSALS[inputFault];
}
