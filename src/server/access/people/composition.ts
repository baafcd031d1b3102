import type { RequestListener } from "node:http";
import type { AuthProvider, Grants } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { createAuth } from "./auth";
import { createAuthDoor } from "./door";
import { createSessionProvider, createSessionReader } from "./session-provider";
import type { PeopleSettings } from "./settings";

/** All that the server needs so that people can sign in. */
export type People = {
  /** What browsers send to the sign-in library. */
  door: RequestListener;
  /** People by the cookie of their session. */
  provider(grants: Grants): AuthProvider;
};

export function createPeople(ctx: Ctx, settings: PeopleSettings): People {
  const read = createSessionReader({ db: ctx.db, clock: ctx.clock, settings });
  return {
    door: createAuthDoor({ ctx, auth: createAuth(ctx, settings), readSession: read }),
    provider: (grants) => createSessionProvider({ read, grants, settings }),
  };
}
