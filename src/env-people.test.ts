import { expect, it } from "vitest";
import { parseEnv } from "./env";

const URL = "postgresql://app:secret@localhost:5432/holdfast";

function read(values: Record<string, string>) {
  return parseEnv({ DATABASE_URL: URL, ...values });
}

it.each<[string, Record<string, string>, RegExp]>([
  ["an identity provider without a client", { AUTH_OIDC_ISSUER: "https://login.example.org" }, /AUTH_OIDC_CLIENT_ID/],
  ["half of an administrator", { HOLDFAST_ADMIN_EMAIL: "ada@example.org" }, /go together/],
  ["no way to sign in at all", { AUTH_PASSWORD_SIGN_IN: "off" }, /only with AUTH_OIDC_ISSUER/],
  ["a short secret", { AUTH_SECRET: "short" }, /AUTH_SECRET must be 32 characters/],
  ["a role that does not exist", { AUTH_OIDC_ROLE_MAP: "sre=king" }, /AUTH_OIDC_ROLE_MAP/],
])("%s is refused, by name and without the value of a secret", (_, values, words) => {
  const found = read(values);

  expect(found.isValid).toBe(false);
  const problems = found.isValid ? "" : found.problems.join("\n");
  expect(problems).toMatch(words);
  expect(problems).not.toContain('"short"');
});

it("the public address is an origin, and groups keep equals signs in their names", () => {
  const found = read({ PUBLIC_URL: "https://holdfast.example.org/", AUTH_OIDC_ROLE_MAP: "cn=sre=operator,ops=viewer" });

  expect(found).toMatchObject({
    isValid: true,
    env: { PUBLIC_URL: "https://holdfast.example.org", AUTH_OIDC_ROLE_MAP: ["cn=sre=operator", "ops=viewer"] },
  });
});
