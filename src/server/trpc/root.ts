import { createCallerFactory, router } from "./init";
import { auditRouter } from "./routers/audit";
import { reconstructionRouter } from "./routers/reconstruction";
import { remediationsRouter } from "./routers/remediations";

export const appRouter = router({
  audit: auditRouter,
  remediations: remediationsRouter,
  reconstruction: reconstructionRouter,
});

/** The only thing of the server that the browser's side may know. */
export type AppRouter = typeof appRouter;

export const createCaller = createCallerFactory(appRouter);
export type Caller = ReturnType<typeof createCaller>;
