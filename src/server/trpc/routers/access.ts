import { z } from "zod";
import {
  ApiKey,
  CreatedKey,
  CreateKey,
  GrantRole,
  RevokeGrant,
  RevokeKey,
  RoleGrant,
  RotateKey,
  WhoAmI,
} from "@/contracts/access";
import { AccessLogPage, ListAccessLog } from "@/contracts/access-log";
import { createKey, grantRole, listGrants, listKeys, revokeGrant, revokeKey, rotateKey, whoAmI } from "@/server/access";
import { listAccessEvents } from "@/server/audit";
import { call, needs, router } from "../init";

export const accessRouter = router({
  whoAmI: needs(null)
    .output(WhoAmI)
    .query(({ ctx }) => whoAmI(ctx.app)),
  log: needs("access:read").input(ListAccessLog).output(AccessLogPage).query(call(listAccessEvents)),
  keys: needs("access:admin")
    .output(z.object({ keys: z.array(ApiKey) }))
    .query(({ ctx }) => listKeys(ctx.app)),
  createKey: needs("access:admin").input(CreateKey).output(CreatedKey).mutation(call(createKey)),
  rotateKey: needs("access:admin").input(RotateKey).output(CreatedKey).mutation(call(rotateKey)),
  revokeKey: needs("access:admin").input(RevokeKey).output(ApiKey).mutation(call(revokeKey)),
  grants: needs("access:admin")
    .output(z.object({ grants: z.array(RoleGrant) }))
    .query(({ ctx }) => listGrants(ctx.app)),
  grantRole: needs("access:admin").input(GrantRole).output(RoleGrant).mutation(call(grantRole)),
  revokeGrant: needs("access:admin").input(RevokeGrant).output(RoleGrant).mutation(call(revokeGrant)),
});
