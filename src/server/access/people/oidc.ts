import { genericOAuth } from "better-auth/plugins/generic-oauth";
import type { ValidateUserInfoResult, ValidateUserInfoSource } from "better-auth/types";
import type { Ctx } from "@/server/infra/context";
import { authRequest } from "./request";
import { configuredRoles, type OidcSettings, type PeopleSettings } from "./settings";
import { mayEnter } from "./sql";

export const OIDC_PROVIDER = "oidc";
const GROUPS_MAX = 500;

/** Authorization code with PKCE against whatever the issuer's discovery document says; its ID tokens are verified. */
export function oidcPlugin(oidc: OidcSettings) {
  return genericOAuth({
    config: [
      {
        providerId: OIDC_PROVIDER,
        name: oidc.name,
        discoveryUrl: `${oidc.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
        requireIdTokenVerification: true,
        clientId: oidc.clientId,
        clientSecret: oidc.clientSecret,
        tokenEndpointAuth: { method: oidc.clientSecret === undefined ? "none" : "client_secret_basic" },
        scopes: [...oidc.scopes],
        pkce: true,
        disableProviderLogout: true,
      },
    ],
  });
}

/**
 * Asked whenever an identity provider vouches for somebody, before anything is stored: who would have no role here is
 * not let in. The groups count for the session that is about to begin.
 */
export function oidcGate(ctx: Ctx, settings: PeopleSettings) {
  return async ({
    user,
    source,
  }: {
    user: Record<string, unknown>;
    source: ValidateUserInfoSource;
  }): Promise<ValidateUserInfoResult | undefined> => {
    const request = authRequest();
    if (source.oauth === undefined || settings.oidc === undefined || request === undefined)
      return { error: "NOT_BY_THIS_DOOR" };
    const groups = groupsIn(source.oauth.profile?.[settings.oidc.groupClaim]);
    const personId = source.action === "create-user" || typeof user.id !== "string" ? null : user.id;
    const who = { personId, provider: OIDC_PROVIDER, groups, now: ctx.clock.now().toISOString() };
    const isMapped = configuredRoles(settings, groups).length > 0;
    if (!isMapped && !(await mayEnter(ctx.db, who))) return { error: "NO_ROLE" };
    request.provider = OIDC_PROVIDER;
    request.groups = groups;
    return undefined;
  };
}

/** A claim may hold one name or a list of them; anything else names no group. */
export function groupsIn(claim: unknown): string[] {
  const names = typeof claim === "string" ? [claim] : Array.isArray(claim) ? claim : [];
  return names.filter((name): name is string => typeof name === "string" && name !== "").slice(0, GROUPS_MAX);
}
