import { AppError } from "@/lib/errors";
import type { Ctx } from "@/server/infra/context";
import type { Metrics } from "@/server/infra/metrics";
import { CutOff } from "./body";

type Failed = { path: string; log: Ctx["log"] | undefined; metrics: Pick<Metrics, "validationFailures"> };

/** What operators hear of a request that failed. `log`: of a caller who was let in; the entrance has told of any other. */
export function noteFailure(error: unknown, { path, log, metrics }: Failed): void {
  if (error instanceof CutOff)
    log?.debug({ path, reason: error.message }, "a sender went before its request was whole");
  else if (!(error instanceof AppError)) log?.error({ err: error, path }, "request failed");
  else if (error.code === "VALIDATION") {
    metrics.validationFailures.inc({ source: "openapi_middleware", reason: "validation_error" });
  }
}
