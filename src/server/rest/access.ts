import { z } from "zod";
import { ApiKey, CreatedKey, CreateKey, RotateKey, WhoAmI } from "@/contracts/access";
import { createKey, listKeys, revokeKey, rotateKey, whoAmI } from "@/server/access";
import { parseBody, type Route, route } from "./route";

const BODY_BYTES_MAX = 64 * 1024;
const ByKey = z.object({ key_id: z.uuid() });
const Rotation = RotateKey.omit({ keyId: true });

/** Keys of machines, and what the caller may do. */
export const accessRoutes: Route[] = [
  route({
    method: "get",
    path: "/api/v1/access/whoami",
    summary: "Who the caller is and what they may do",
    scope: null,
    replies: { 200: WhoAmI },
    run: async (ctx) => ({ status: 200, json: await whoAmI(ctx) }),
  }),
  route({
    method: "get",
    path: "/api/v1/access/keys",
    summary: "List API keys, the newest first",
    scope: "access:admin",
    replies: { 200: z.object({ keys: z.array(ApiKey) }) },
    run: async (ctx) => ({ status: 200, json: await listKeys(ctx) }),
  }),
  route({
    method: "post",
    path: "/api/v1/access/keys",
    summary: "Make an API key; the answer alone holds its secret",
    scope: "access:admin",
    body: { schema: CreateKey, maxBytes: BODY_BYTES_MAX },
    replies: { 201: CreatedKey },
    run: async (ctx, { body }) => ({ status: 201, json: await createKey(ctx, parseBody(CreateKey, body)) }),
  }),
  route({
    method: "post",
    path: "/api/v1/access/keys/{key_id}/rotate",
    summary: "Replace the secret of an API key; the old one works on for a while",
    scope: "access:admin",
    params: ByKey,
    body: { schema: Rotation, maxBytes: BODY_BYTES_MAX },
    replies: { 201: CreatedKey },
    async run(ctx, { params, body }) {
      return { status: 201, json: await rotateKey(ctx, { keyId: params.key_id, ...parseBody(Rotation, body) }) };
    },
  }),
  route({
    method: "delete",
    path: "/api/v1/access/keys/{key_id}",
    summary: "Revoke an API key, at once and for good",
    scope: "access:admin",
    params: ByKey,
    replies: { 200: ApiKey },
    run: async (ctx, { params }) => ({ status: 200, json: await revokeKey(ctx, { keyId: params.key_id }) }),
  }),
];
