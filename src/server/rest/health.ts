import type { Hono } from "hono";
import type { RestEnv } from "./route";

/** What the composition knows about its own state. */
export type Health = {
  /** Whether at least one store can take writes; `degraded` = yes, but not all of them. */
  stores(): Promise<"healthy" | "degraded" | "down">;
  isDraining(): boolean;
  /** False before the first successful schema check. */
  isSchemaChecked(): boolean;
};

type NotReady = "shutting_down" | "database_unreachable" | "schema_unchecked";

/** The health routes of both client versions. Liveness depends on nothing; the others are 503 only when no write could be taken. */
export function mountHealth(app: Hono<RestEnv>, health: Health): void {
  app.get("/health/live", (c) => c.json({ status: "alive" }));
  app.get("/health", async (c) => {
    const state = await health.stores();
    if (state === "down" || health.isDraining()) return c.json({ status: "unhealthy", database: "unreachable" }, 503);
    const database = state === "healthy" ? "connected" : "unreachable";
    return c.json({ status: state, database, auth: "configured" });
  });
  for (const path of ["/health/ready", "/readyz"]) {
    app.get(path, async (c) => {
      const reason = await notReady(health);
      if (reason !== undefined) return c.json({ status: "not_ready", reason }, 503);
      const state = await health.stores();
      return c.json({ status: state === "degraded" ? "degraded" : "ready" });
    });
  }
  app.get("/healthz", async (c) => {
    const timestamp = new Date().toISOString();
    const reason = await notReady(health);
    if (reason !== undefined) return c.json({ status: "unhealthy", reason, timestamp }, 503);
    return c.json({ status: await health.stores(), timestamp });
  });
}

async function notReady(health: Health): Promise<NotReady | undefined> {
  if (health.isDraining()) return "shutting_down";
  if ((await health.stores()) === "down") return "database_unreachable";
  if (!health.isSchemaChecked()) return "schema_unchecked";
  return undefined;
}
