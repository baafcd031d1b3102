import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

type LockedPackage = { optionalDependencies?: Record<string, string> };
type LockFile = { packages: Record<string, LockedPackage> };

const { packages } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../package-lock.json"), "utf8")) as LockFile;

test("the lock file names every optional package, so that npm ci works on each platform", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages))
      .map((name) => `${path} lacks ${name}`),
  );

  expect(missing).toEqual([]);
});
