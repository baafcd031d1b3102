import { Hono } from "hono";
import { AppError } from "@/lib/errors";
import type { Ingest } from "@/server/audit";
import type { Metrics } from "@/server/infra/metrics";
import type { NotificationQueue } from "@/server/notifications";
import { accessRoutes } from "./access";
import { auditRoutes } from "./audit";
import { bodyBytesInUse } from "./body";
import { HEALTH_PATHS, type Health, mountHealth } from "./health";
import { type IngestDoor, ingestRoutes } from "./ingest";
import { noteFailure } from "./note-failure";
import { notificationRoutes } from "./notifications";
import { descriptionRoute } from "./openapi";
import { reconstructionRoutes } from "./reconstruction";
import { remediationRoutes } from "./remediations";
import { type Enter, mount, problemResponse, type RestEnv, type Route } from "./route";

export type RestOptions = {
  enter: Enter;
  health: Health;
  metrics: Metrics;
  ingest: Ingest;
  notifications: NotificationQueue | undefined;
};

/** The REST door: every declared route, health, metrics and the API description. */
export function createRestApp({ enter, health, metrics, ingest, notifications }: RestOptions): Hono<RestEnv> {
  const routes = restRoutes({ ingest, metrics, notifications });
  const app = new Hono<RestEnv>();
  mountHealth(app, health);
  app.get("/metrics", async () => {
    metrics.bodyBytes.set(bodyBytesInUse());
    return new Response(await metrics.registry.metrics(), {
      headers: { "content-type": metrics.registry.contentType },
    });
  });
  for (const declared of routes) mount(app, declared, enter);
  refuseOtherMethods(app, routes);
  for (const path of [...HEALTH_PATHS, "/metrics"]) refuseAllBut(app, path, "GET");
  app.notFound((c) => problemResponse(new AppError("NOT_FOUND", "there is no such route"), whereOf(c.req.raw)));
  app.onError((error, c) => {
    noteFailure(error, { path: c.req.path, log: c.get("ctx")?.log, metrics });
    return problemResponse(error, whereOf(c.req.raw));
  });
  return app;
}

type Stores = IngestDoor & Pick<RestOptions, "notifications">;

export function restRoutes({ notifications, ...door }: Stores): Route[] {
  const routes = [
    ...ingestRoutes(door),
    ...notificationRoutes({ queue: notifications, metrics: door.metrics }),
    ...auditRoutes,
    ...reconstructionRoutes,
    ...remediationRoutes,
    ...accessRoutes,
  ];
  return [...routes, descriptionRoute(routes)];
}

/** A known path with another method is 405 with the methods that exist. */
function refuseOtherMethods(app: Hono<RestEnv>, routes: readonly Route[]): void {
  for (const path of new Set(routes.map((declared) => declared.path))) {
    const same = routes.filter((declared) => declared.path === path);
    const allow = same.map(({ method }) => method.toUpperCase()).join(", ");
    refuseAllBut(app, path.replaceAll(/\{(\w+)\}/g, ":$1"), allow);
  }
}

function refuseAllBut(app: Hono<RestEnv>, path: string, allow: string): void {
  app.all(path, (c) => {
    const refused = problemResponse(new AppError("METHOD_NOT_ALLOWED", `this path takes ${allow}`), whereOf(c.req.raw));
    refused.headers.set("allow", allow);
    return refused;
  });
}

function whereOf(request: Request): { instance: string; requestId: string } {
  return { instance: new URL(request.url).pathname, requestId: request.headers.get("x-request-id") ?? "" };
}
