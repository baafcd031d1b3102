import type { Hono } from "hono";
import type { RestEnv } from "./route";

/** What the composition knows about its own state. */
export type Health = {
  /** Whether at least one store can take writes; `degraded` = yes, but not all of them. */
  stores(): "healthy" | "degraded" | "down";
  isDatabaseUp(): boolean;
  isDraining(): boolean;
  /** False before the first successful schema check. */
  isSchemaChecked(): boolean;
  /** What an operator should know although writes are taken, e.g. that the queue would not survive a crash. */
  warnings(): Promise<readonly string[]>;
};

export const HEALTH_PATHS = ["/health", "/health/live", "/health/ready", "/healthz", "/readyz"] as const;

type NotReady = "shutting_down" | "database_unreachable" | "schema_unchecked";

/** The health routes of both client versions. Liveness depends on nothing; the others are 503 only when no write could be taken. */
export function mountHealth(app: Hono<RestEnv>, health: Health): void {
  app.get("/health/live", (c) => c.json({ status: "alive" }));
  app.get("/health", async (c) => {
    const database = health.isDatabaseUp() ? "connected" : "unreachable";
    const reason = notReady(health);
    if (reason !== undefined) return c.json({ status: "unhealthy", database, reason }, 503);
    return c.json({ status: health.stores(), database, auth: "configured", ...(await warningsOf(health)) });
  });
  for (const path of ["/health/ready", "/readyz"]) {
    app.get(path, async (c) => {
      const reason = notReady(health);
      if (reason !== undefined) return c.json({ status: "not_ready", reason }, 503);
      const status = health.stores() === "degraded" ? "degraded" : "ready";
      return c.json({ status, ...(await warningsOf(health)) });
    });
  }
  app.get("/healthz", (c) => {
    const timestamp = new Date().toISOString();
    const reason = notReady(health);
    if (reason !== undefined) return c.json({ status: "unhealthy", reason, timestamp }, 503);
    return c.json({ status: health.stores(), timestamp });
  });
}

async function warningsOf(health: Health): Promise<{ warnings?: readonly string[] }> {
  const warnings = await health.warnings();
  return warnings.length === 0 ? {} : { warnings };
}

function notReady(health: Health): NotReady | undefined {
  if (health.isDraining()) return "shutting_down";
  if (health.stores() === "down") return "database_unreachable";
  if (!health.isSchemaChecked()) return "schema_unchecked";
  return undefined;
}
