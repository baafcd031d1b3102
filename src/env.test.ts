import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseEnv } from "./env";

const DATABASE_URL = "postgresql://app:secret@db:5432/holdfast";

const problemsOf = (source: Record<string, string | undefined>) => {
  const read = parseEnv(source);
  return read.isValid ? [] : read.problems;
};

describe("parseEnv", () => {
  test("only the database has to be named", () => {
    expect(parseEnv({ DATABASE_URL })).toMatchObject({
      isValid: true,
      env: { DATABASE_URL, HOST: "127.0.0.1", PORT: 3000, HOLDFAST_MIGRATE: "auto", NODE_ENV: "production" },
    });
  });

  test("every wrong value is named at once with what is allowed", () => {
    const problems = problemsOf({ DATABASE_URL: "mysql://x", PORT: "80a", LOG_LEVEL: "loud" });

    expect(problems).toHaveLength(3);
    expect(problems.join("\n")).toMatch(
      /DATABASE_URL must be .*\n.*PORT must be .*"80a".*\n.*LOG_LEVEL must be .*debug/,
    );
  });

  test("what is wrong only together is named beside what is wrong by itself", () => {
    const problems = problemsOf({ HOST: "0.0.0.0", PORT: "80a", TLS_KEY_FILE: "/tls.key" }).join("\n");

    expect(problems).toMatch(/DATABASE_URL must be.*\n.*PORT must be.*\n.*HOST must be a loopback.*\n.*TLS_CERT_FILE/);
    expect(problemsOf({ DATABASE_URL, HOST: "0.0.0.0", HOLDFAST_AUTH: "yes" })).toEqual([
      expect.stringContaining("HOLDFAST_AUTH must be on or off"),
    ]);
  });

  test("a refused secret is not repeated", () => {
    expect(problemsOf({ DATABASE_URL: "mysql://app:hunter2@db" }).join()).not.toContain("hunter2");
  });

  test("a secret may lie in a file, whose last line break does not count", () => {
    const file = join(mkdtempSync(join(tmpdir(), "env-")), "url");
    writeFileSync(file, `${DATABASE_URL}\n`);

    const read = parseEnv({ DATABASE_URL_FILE: file });

    expect(read.isValid && read.env.DATABASE_URL).toBe(DATABASE_URL);
  });

  test("a secret given twice, or by a missing file, is refused", () => {
    expect(problemsOf({ DATABASE_URL, DATABASE_URL_FILE: "/x" }).join()).toContain("both set");
    expect(problemsOf({ DATABASE_URL_FILE: "/nowhere/url" })).toEqual([expect.stringContaining("DATABASE_URL_FILE")]);
  });

  test.each(["0.0.0.0", "::", "10.0.0.4", "holdfast.example"])("listening on %s is refused", (HOST) => {
    expect(problemsOf({ DATABASE_URL, HOST })).toEqual([expect.stringContaining("loopback")]);
  });

  test.each(["127.0.0.1", "127.1.2.3", "::1", "localhost"])("listening on %s is allowed", (HOST) => {
    expect(problemsOf({ DATABASE_URL, HOST })).toEqual([]);
  });

  test("with access control the server may listen on any address", () => {
    expect(problemsOf({ DATABASE_URL, HOST: "0.0.0.0", HOLDFAST_AUTH: "on" })).toEqual([]);
  });

  test("the provider jwt needs an issuer, an audience and the place of the keys", () => {
    const source = { DATABASE_URL, HOLDFAST_AUTH: "on", AUTH_PROVIDERS: "jwt, api-key" };

    expect(problemsOf({ ...source, AUTH_JWT_ISSUER: "x" }).join()).toMatch(/AUTH_JWT_AUDIENCE.*AUTH_JWT_JWKS_URL/);
    expect(parseEnv({ DATABASE_URL, AUTH_PROVIDERS: "jwt, api-key" })).toMatchObject({
      env: { AUTH_PROVIDERS: ["jwt", "api-key"] },
    });
  });

  test.each([
    { AUTH_PROVIDERS: "api-key,oauth" },
    { AUTH_JWT_ALGORITHMS: "RS256,none" },
    { AUTH_JWT_ALGORITHMS: "HS256" },
    { AUTH_JWT_ROLE_MAP: "ops=root" },
    { AUTH_KUBERNETES_URL: "http://cluster" },
    { TLS_CERT_FILE: "/tls.crt" },
    { HOLDFAST_AUTH: "yes" },
    { TRUSTED_PROXIES: "proxy.example" },
    { TRUSTED_PROXIES: "10.0.0.1,10.0.0.0/33" },
    { TRUSTED_PROXIES: "0.0.0.0/0" },
    { TRUSTED_PROXIES: "::/0" },
    { TRUSTED_PROXIES: "10.0.0.0/8/8" },
    { FAILED_CREDENTIALS_PER_MINUTE: "-1" },
  ])("%o is refused", (source) => {
    expect(problemsOf({ DATABASE_URL, ...source })).toHaveLength(1);
  });

  test("proxies are addresses and ranges of both families, and there are none at first", () => {
    const proxies = ["10.0.0.0/8", "192.0.2.7", "fd00::/8", "::1", "::ffff:10.0.0.0/104"];

    expect(parseEnv({ DATABASE_URL, TRUSTED_PROXIES: proxies.join(", ") })).toMatchObject({
      env: { TRUSTED_PROXIES: proxies },
    });
    expect(parseEnv({ DATABASE_URL })).toMatchObject({ env: { TRUSTED_PROXIES: [] } });
  });

  test("a first key that is no key is refused without being repeated", () => {
    expect(problemsOf({ DATABASE_URL, FIRST_API_KEY: "hunter2" }).join()).not.toContain("hunter2");
  });

  test("an empty value counts as absent", () => {
    expect(problemsOf({ DATABASE_URL, PORT: "", DATABASE_URL_FILE: "" })).toEqual([]);
  });
});
