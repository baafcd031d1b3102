import { z } from "zod";
import type { Verb } from "../request";
import type { KubernetesApi } from "./api";

/** Whom a token belongs to, as the cluster says. */
export type ClusterUser = {
  username: string;
  uid?: string;
  groups: string[];
  extra?: Record<string, string[]>;
};

const TokenReview = z.object({
  kind: z.literal("TokenReview"),
  status: z.object({
    authenticated: z.boolean().default(false),
    error: z.string().optional(),
    audiences: z.array(z.string()).default([]),
    user: z
      .object({
        username: z.string().default(""),
        uid: z.string().optional(),
        groups: z.array(z.string()).default([]),
        extra: z.record(z.string(), z.array(z.string())).optional(),
      })
      .optional(),
  }),
});

/**
 * Undefined when the cluster doesn't know the token. An answer that vouches for nobody, or for none of the audiences that
 * were asked for, vouches for nothing.
 */
export async function reviewToken(
  api: KubernetesApi,
  token: string,
  audiences: readonly string[],
): Promise<ClusterUser | undefined> {
  const spec = audiences.length === 0 ? { token } : { token, audiences };
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec };
  const { status } = TokenReview.parse(await api.review("/apis/authentication.k8s.io/v1/tokenreviews", body));
  if (!status.authenticated || status.user === undefined || status.user.username === "") return undefined;
  if (audiences.length > 0 && !status.audiences.some((audience) => audiences.includes(audience))) return undefined;
  return status.user;
}

const AccessReview = z.object({
  kind: z.literal("SubjectAccessReview"),
  spec: z
    .object({
      user: z.string().optional(),
      resourceAttributes: z.object({ verb: z.string().optional(), name: z.string().optional() }).optional(),
    })
    .optional(),
  status: z.object({ allowed: z.boolean().default(false), denied: z.boolean().default(false) }),
});

export type AskedAccess = { namespace: string; name: string; verb: Verb };

/** Whether the user may use the named service so. An answer to another question is none. */
export async function reviewAccess(api: KubernetesApi, user: ClusterUser, asked: AskedAccess): Promise<boolean> {
  const spec = {
    user: user.username,
    uid: user.uid,
    groups: user.groups,
    extra: user.extra,
    resourceAttributes: { ...asked, group: "", resource: "services" },
  };
  const body = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec };
  const answer = AccessReview.parse(await api.review("/apis/authorization.k8s.io/v1/subjectaccessreviews", body));
  const echoed = answer.spec?.resourceAttributes;
  const isOurs =
    (answer.spec?.user ?? user.username) === user.username &&
    (echoed?.verb ?? asked.verb) === asked.verb &&
    (echoed?.name ?? asked.name) === asked.name;
  if (!isOurs) throw new Error("the cluster's API answers another question");
  return answer.status.allowed && !answer.status.denied;
}
