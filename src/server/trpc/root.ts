import { createCallerFactory, router } from "./init";
import { accessRouter } from "./routers/access";
import { auditRouter } from "./routers/audit";
import { peopleRouter } from "./routers/people";
import { reconstructionRouter } from "./routers/reconstruction";
import { remediationsRouter } from "./routers/remediations";
import { systemRouter } from "./routers/system";

export const appRouter = router({
  audit: auditRouter,
  people: peopleRouter,
  remediations: remediationsRouter,
  reconstruction: reconstructionRouter,
  access: accessRouter,
  system: systemRouter,
});

/** The only thing of the server that the browser's side may know. */
export type AppRouter = typeof appRouter;

export const createCaller = createCallerFactory(appRouter);
export type Caller = ReturnType<typeof createCaller>;
