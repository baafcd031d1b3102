import { isIP } from "node:net";
import { z } from "zod";
import { isUrlOf, listOf, notes, wholeNumber } from "./env-notes";

const webUrl = z.string().refine((value) => isUrlOf(value, ["https:", "http:"]));
const httpsUrl = z.string().refine((value) => isUrlOf(value, ["https:"]));
const text = z.string().max(500);

const Algorithm = z.enum(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]);
const RoleName = z.enum(["viewer", "operator", "catalog-admin", "legal", "auditor", "admin"]);

/** Who is let in, and how it is found out. */
export const accessVariables = {
  HOLDFAST_AUTH: z
    .enum(["on", "off"])
    .default("off")
    .register(notes, {
      description:
        "With `on` every caller needs a credential (docs/access.md), and `HOST` may be any address. With `off` whoever " +
        "reaches the port may do everything, so the server listens on the machine's own addresses only.",
      allowed: "on or off",
    }),
  AUTH_PROVIDERS: listOf(z.enum(["api-key", "jwt", "kubernetes"]))
    .default(["api-key"])
    .register(notes, {
      description: "Ways in which machines may be known, in the order in which they are asked about a credential.",
      allowed: "some of api-key, jwt and kubernetes, between commas",
    }),
  FIRST_API_KEY: z
    .string()
    .regex(/^hf_[a-z0-9]{12}_[0-9a-f]{64}$/)
    .optional()
    .register(notes, {
      description:
        "A key with every scope that is stored at the start unless a key with its prefix is known already: the way into a " +
        "server that nobody can get into yet. Make another key with it, then revoke this one.",
      allowed: "hf_, 12 small letters or digits, _ and 64 hexadecimal digits",
      absent: "no key is made",
      isSecret: true,
    }),
  AUTH_KUBERNETES_URL: httpsUrl.default("https://kubernetes.default.svc").register(notes, {
    description: "The API of the cluster that is asked about tokens (TokenReview, SubjectAccessReview).",
    allowed: "a URL of the form https://host:port",
  }),
  AUTH_KUBERNETES_TOKEN_FILE: text.default("/var/run/secrets/kubernetes.io/serviceaccount/token").register(notes, {
    description: "File with the token by which the cluster knows this server. Read anew for every question.",
    allowed: "the path of a file",
  }),
  AUTH_KUBERNETES_CA_FILE: text.default("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt").register(notes, {
    description: "File with the certificate of the authority that has signed the one of the cluster's API.",
    allowed: "the path of a file",
  }),
  AUTH_KUBERNETES_AUDIENCES: listOf(text).default([]).register(notes, {
    description: "Audiences of which a token must name one.",
    allowed: "names between commas",
    absent: "tokens for the cluster's API itself",
  }),
  POD_NAMESPACE: text.default("default").register(notes, {
    description: "Namespace of the service `data-storage-service`, on which callers must have rights.",
    allowed: "the name of a namespace",
  }),
  AUTH_JWT_ISSUER: text.optional().register(notes, {
    description: "Issuer of the signed tokens that are accepted.",
    allowed: "the exact value of the claim `iss`",
    absent: "required with the provider jwt",
  }),
  AUTH_JWT_AUDIENCE: text.optional().register(notes, {
    description: "Audience that a signed token must have been made for.",
    allowed: "the exact value of the claim `aud`, or one of its values",
    absent: "required with the provider jwt",
  }),
  AUTH_JWT_JWKS_URL: webUrl.optional().register(notes, {
    description: "Where the issuer publishes its public keys.",
    allowed: "a URL of the form https://host/path",
    absent: "required with the provider jwt",
  }),
  AUTH_JWT_ALGORITHMS: listOf(Algorithm)
    .default(["RS256", "ES256", "EdDSA"])
    .register(notes, {
      description: "Algorithms of signature that are accepted. Unsigned tokens and shared secrets never are.",
      allowed: Algorithm.options.join(", "),
    }),
  AUTH_JWT_SUBJECT_CLAIM: text.default("sub").register(notes, {
    description: "Claim that names the caller.",
    allowed: "a name, dotted when the claim lies in another one",
  }),
  AUTH_JWT_SCOPE_CLAIM: text.default("scope").register(notes, {
    description: "Claim with scopes of ours; words that are none of them give nothing.",
    allowed: "a name, dotted when the claim lies in another one",
  }),
  AUTH_JWT_ROLE_CLAIM: text.default("roles").register(notes, {
    description: "Claim whose values `AUTH_JWT_ROLE_MAP` turns into roles.",
    allowed: "a name, dotted when the claim lies in another one",
  }),
  AUTH_JWT_ROLE_MAP: listOf(z.templateLiteral([z.string().min(1), "=", RoleName]))
    .default([])
    .register(notes, {
      description: "Roles for values of the role claim. A value that is not listed gives nothing.",
      allowed: `pairs value=role between commas; roles are ${RoleName.options.join(", ")}`,
      absent: "no roles from claims",
    }),
  AUTH_JWT_GROUPS_CLAIM: text.default("groups").register(notes, {
    description: "Claim with the groups of the caller, to which roles can be granted.",
    allowed: "a name, dotted when the claim lies in another one",
  }),
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 1_000_000).default(1200).register(notes, {
    description:
      "Requests that one caller may make in a minute, events they send not counted. 0 means no limit. Only with access control.",
    allowed: "a whole number from 0 to 1000000",
  }),
  FAILED_CREDENTIALS_PER_MINUTE: wholeNumber(0, 1_000_000)
    .default(60)
    .register(notes, {
      description:
        "Different credentials of machines that may fail in a minute from one address. Beyond it only those that were good " +
        "lately are looked at (docs/access.md). 0 means no limit. Only with access control.",
      allowed: "a whole number from 0 to 1000000",
    }),
  TRUSTED_PROXIES: listOf(z.string().refine(isAddressRange))
    .default([])
    .register(notes, {
      description:
        "Proxies in front of this server. From them, and from nobody else, the header `X-Forwarded-For` is taken: the " +
        "client is the last address in it that is none of these. Without them it is whoever opened the connection.",
      allowed: "addresses or ranges (10.0.0.0/8, fd00::/8) between commas; none that holds every address",
      absent: "no proxy is trusted",
    }),
  TLS_CERT_FILE: text.optional().register(notes, {
    description:
      "Certificate of this server, with those that it was signed by. A renewed one is taken without a restart.",
    allowed: "the path of a PEM file",
    absent: "plain HTTP",
  }),
  TLS_KEY_FILE: text.optional().register(notes, {
    description: "Private key of the certificate.",
    allowed: "the path of a PEM file",
    absent: "plain HTTP",
  }),
};

type AccessEnv = z.infer<z.ZodObject<typeof accessVariables>>;

/** What is wrong with values that are right one by one. */
export function accessProblems(env: AccessEnv & { HOST: string }, isLoopback: (host: string) => boolean): string[] {
  const problems: string[] = [];
  if (env.HOLDFAST_AUTH === "off" && !isLoopback(env.HOST)) {
    problems.push(
      `HOST must be a loopback address (127.0.0.1, ::1 or localhost) while HOLDFAST_AUTH is off; it is ${JSON.stringify(env.HOST)}.`,
    );
  }
  const jwt = ["AUTH_JWT_ISSUER", "AUTH_JWT_AUDIENCE", "AUTH_JWT_JWKS_URL"] as const;
  if (env.HOLDFAST_AUTH === "on" && env.AUTH_PROVIDERS.includes("jwt")) {
    for (const name of jwt) if (env[name] === undefined) problems.push(`${name} is needed by the provider jwt.`);
  }
  if ((env.TLS_CERT_FILE === undefined) !== (env.TLS_KEY_FILE === undefined)) {
    problems.push("TLS_CERT_FILE and TLS_KEY_FILE go together; set both or none.");
  }
  return problems;
}

function isAddressRange(range: string): boolean {
  const [address = "", bits, ...more] = range.split("/");
  const family = isIP(address.includes("%") ? "" : address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
