import type { AppError } from "@/lib/errors";

/** Why a queued message can never be stored, by the names that dashboards know. */
export type ReplayRefusal = "unmarshal_error" | "field_validation" | "size_or_depth";

/** Undefined for what is readable and fits, but contradicts what is stored. */
export function replayRefusalOf({ code, message, details }: AppError): ReplayRefusal | undefined {
  if (code !== "VALIDATION") return undefined;
  const what = details.fieldErrors?.[0]?.message ?? message;
  if (what.startsWith("not valid JSON")) return "unmarshal_error";
  if (/^nested more than|at most \d+ bytes$/.test(what)) return "size_or_depth";
  return "field_validation";
}
