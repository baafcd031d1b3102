import { z } from "zod";
import { isUrlOf, listOf, notes, wholeNumber } from "./env-notes";

const text = z.string().max(500);
const RoleName = z.enum(["viewer", "operator", "catalog-admin", "legal", "auditor", "admin"]);

/** How people sign in. Only with access control. */
export const peopleVariables = {
  AUTH_SECRET: z
    .string()
    .min(32)
    .optional()
    .register(notes, {
      description:
        "Signs the cookies of people's sessions and encrypts their second factors: the same on every replica, and kept. " +
        "Without it people can't sign in, and only machines are let in.",
      allowed: "32 characters or more, by chance (for example from `openssl rand -base64 32`)",
      absent: "no sign-in of people",
      isSecret: true,
    }),
  PUBLIC_URL: z
    .string()
    .refine((value) => isUrlOf(value, ["https:", "http:"]))
    .transform((value) => new URL(value).origin)
    .optional()
    .register(notes, {
      description:
        "Where browsers reach this server. Cookies are for encrypted connections only unless this is plain HTTP on the " +
        "machine itself. The identity provider must allow `<PUBLIC_URL>/api/auth/callback/oidc`.",
      allowed: "a URL of the form https://host",
      absent: "http://, with `HOST` and `PORT`",
    }),
  HOLDFAST_ADMIN_EMAIL: z
    .email()
    .optional()
    .register(notes, {
      description:
        "E-mail of the first administrator, made at the start while nobody has an account. Without it a link that works " +
        "once is printed instead.",
      allowed: "an e-mail address",
      absent: "a link is printed",
    }),
  HOLDFAST_ADMIN_PASSWORD: z.string().min(12).max(128).optional().register(notes, {
    description: "Password of the first administrator.",
    allowed: "12 to 128 characters",
    absent: "a link is printed",
    isSecret: true,
  }),
  AUTH_PASSWORD_SIGN_IN: z.enum(["on", "off"]).default("on").register(notes, {
    description: "Whether people may sign in by password. With `off` the identity provider is the only way in.",
    allowed: "on or off",
  }),
  AUTH_SESSION_IDLE_MINUTES: wholeNumber(1, 10_080).default(60).register(notes, {
    description: "A session that nobody uses ends after so long.",
    allowed: "a whole number of minutes from 1 to 10080",
  }),
  AUTH_SESSION_HOURS: wholeNumber(1, 720).default(12).register(notes, {
    description: "A session ends so long after the sign-in, used or not.",
    allowed: "a whole number of hours from 1 to 720",
  }),
  AUTH_OIDC_ISSUER: z
    .string()
    .refine((value) => isUrlOf(value, ["https:", "http:"]))
    .optional()
    .register(notes, {
      description:
        "Identity provider of the people (OpenID Connect). Its discovery document must lie below this address.",
      allowed: "the issuer's URL",
      absent: "sign-in by password only",
    }),
  AUTH_OIDC_CLIENT_ID: text.optional().register(notes, {
    description: "Under which name the identity provider knows this server.",
    allowed: "a client id",
    absent: "required with `AUTH_OIDC_ISSUER`",
  }),
  AUTH_OIDC_CLIENT_SECRET: text.optional().register(notes, {
    description: "Secret of the client.",
    allowed: "a client secret",
    absent: "a public client, which PKCE alone protects",
    isSecret: true,
  }),
  AUTH_OIDC_NAME: text.default("single sign-on").register(notes, {
    description: "What the button of the sign-in page calls the identity provider.",
    allowed: "a name",
  }),
  AUTH_OIDC_SCOPES: listOf(text).default(["openid", "profile", "email"]).register(notes, {
    description: "Scopes that are asked for.",
    allowed: "names between commas",
  }),
  AUTH_OIDC_GROUPS_CLAIM: text.default("groups").register(notes, {
    description: "Claim with the groups of a person, read where their e-mail is: in the ID token, else from userinfo.",
    allowed: "the name of a claim",
  }),
  AUTH_OIDC_ROLE_MAP: listOf(z.templateLiteral([z.string().min(1), "=", RoleName]))
    .default([])
    .register(notes, {
      description:
        "Roles for groups, besides those granted on the screen Access. Somebody with none is not let in at all.",
      allowed: `pairs group=role between commas; roles are ${RoleName.options.join(", ")}`,
      absent: "no roles by configuration",
    }),
};

type PeopleEnv = z.infer<z.ZodObject<typeof peopleVariables>>;

/** What is wrong with values that are right one by one. */
export function peopleProblems(env: PeopleEnv): string[] {
  const problems: string[] = [];
  if (env.AUTH_OIDC_ISSUER !== undefined && env.AUTH_OIDC_CLIENT_ID === undefined)
    problems.push("AUTH_OIDC_CLIENT_ID is needed with AUTH_OIDC_ISSUER.");
  if ((env.HOLDFAST_ADMIN_EMAIL === undefined) !== (env.HOLDFAST_ADMIN_PASSWORD === undefined))
    problems.push("HOLDFAST_ADMIN_EMAIL and HOLDFAST_ADMIN_PASSWORD go together; set both or none.");
  if (env.AUTH_PASSWORD_SIGN_IN === "off" && env.AUTH_OIDC_ISSUER === undefined)
    problems.push("AUTH_PASSWORD_SIGN_IN can be off only with AUTH_OIDC_ISSUER; nobody could sign in.");
  return problems;
}
