const layer = (path) => `^src/${path}`;
const door = (module) => layer(`server/${module}/index\\.ts$`);

/** The domain: each module and the modules whose doors it may use. Downhill only. */
const MODULES = {
  auth: [],
  dlq: [],
  remediations: ["auth"],
  audit: ["auth", "dlq", "remediations"],
  access: ["auth", "audit"],
  "action-types": ["auth", "audit"],
  "legal-holds": ["auth", "audit"],
  storage: ["auth", "audit"],
  reconstruction: ["auth", "access", "audit", "remediations"],
  effectiveness: ["auth", "audit"],
  notifications: ["auth", "audit", "dlq"],
  catalog: ["auth", "audit", "action-types"],
  retention: ["auth", "audit", "legal-holds", "storage"],
  history: ["auth", "audit", "effectiveness"],
  "dead-letters": ["auth", "audit", "dlq", "notifications"],
  demo: ["auth", "audit", "remediations"],
};
const names = Object.keys(MODULES);
const anyDoor = door(`(${names.join("|")})`);
const TEST = "\\.test\\.tsx?$|^src/testing/";
/** What decides and computes: no input, no output, no clock. */
const PURE = layer(
  "server/(audit/(chain\\.ts|timeline/)|remediations/fold|reconstruction/(parse|map|build|validate)|effectiveness/score)",
);

const mayOnlyImport = (name, from, allowed, extra = {}) => ({
  name,
  severity: "error",
  from: { path: from, pathNot: TEST },
  to: { path: "^(src|prisma|e2e|scripts)/", pathNot: allowed, ...extra },
});

const tiers = [
  mayOnlyImport("lib-is-the-floor", layer("lib/"), [layer("lib/"), layer("generated/scanner\\.ts$")]),
  // Another language with another compiler, whatever its files are called.
  mayOnlyImport("scanner-stands-alone", layer("scanner/"), [layer("scanner/")]),
  mayOnlyImport("contracts-are-pure", layer("contracts/"), [layer("contracts/"), layer("lib/")]),
  mayOnlyImport("infra-knows-no-domain", layer("server/infra/"), [
    layer("server/infra/"),
    layer("contracts/"),
    layer("lib/"),
    layer("env\\.ts$"),
    layer("generated/"),
    "^prisma/schema-state\\.ts$",
  ]),
  mayOnlyImport("transport-is-thin", layer("server/(trpc|rest)/"), [
    layer("server/(trpc|rest)/"),
    anyDoor,
    layer("server/infra/(buffer-pool|context|metrics)\\.ts$"),
    layer("contracts/"),
    layer("lib/"),
  ]),
  mayOnlyImport("worker-calls-domain", layer("worker/"), [
    layer("worker/"),
    anyDoor,
    layer("server/infra/"),
    layer("contracts/"),
    layer("lib/"),
    layer("env\\.ts$"),
  ]),
  mayOnlyImport("main-composes", layer("server/(main|http|start|stores|entrance|sign-in)\\.ts$"), [
    layer("server/(trpc|rest)/"),
    layer("server/(main|http|start|stores|entrance|sign-in)\\.ts$"),
    door("(auth|access|audit|dlq|notifications)"),
    layer("server/infra/"),
    layer("worker/"),
    layer("contracts/"),
    layer("env\\.ts$"),
    layer("lib/"),
  ]),
  mayOnlyImport("components-are-presentational", layer("components/"), [layer("components/"), layer("lib/")]),
  mayOnlyImport("features-stay-in-the-browser", layer("features/"), [
    layer("features/"),
    layer("components/"),
    layer("trpc/client\\.tsx$"),
    layer("contracts/"),
    layer("lib/"),
  ]),
  mayOnlyImport("trpc-glue-takes-types-only", layer("trpc/"), [layer("(trpc|lib)/")], {
    dependencyTypesNot: ["type-only"],
  }),
  mayOnlyImport("trpc-glue-knows-only-the-router", layer("trpc/"), [
    layer("trpc/"),
    layer("server/trpc/"),
    layer("lib/"),
  ]),
  mayOnlyImport("app-composes", layer("app/"), [
    layer("app/"),
    layer("features/"),
    layer("components/"),
    layer("trpc/"),
    layer("contracts/"),
    layer("lib/"),
  ]),
];

const modules = names.map((module) =>
  mayOnlyImport(`domain-${module}`, layer(`server/${module}/`), [
    layer(`server/${module}/`),
    layer("server/infra/"),
    layer("contracts/"),
    layer("lib/"),
    layer("generated/"),
    ...MODULES[module].map(door),
  ]),
);

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: { pathNot: layer("generated/") }, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^server-only$" } },
    ...tiers,
    ...modules,
    {
      name: "every-server-folder-is-a-module",
      severity: "error",
      from: {
        path: layer("server/[^/]+/"),
        pathNot: [layer(`server/(${[...names, "infra", "rest", "trpc"].join("|")})/`)],
      },
      to: {},
    },
    {
      name: "transports-do-not-meet",
      severity: "error",
      from: { path: layer("server/(trpc|rest)/") },
      to: { path: layer("server/(trpc|rest)/"), pathNot: layer("server/$1/") },
    },
    {
      name: "features-do-not-meet",
      severity: "error",
      from: { path: layer("features/([^/]+)/"), pathNot: TEST },
      to: { path: layer("features/"), pathNot: layer("features/$1/") },
    },
    {
      name: "prisma-stays-in-sql-files",
      severity: "error",
      from: {
        path: layer(""),
        pathNot: [layer("server/[^/]+/sql\\.ts$"), layer("server/infra/(db|prisma)\\.ts$"), layer("generated/"), TEST],
      },
      to: { path: [layer("generated/prisma"), "@prisma/client"] },
    },
    {
      name: "pg-stays-in-infra",
      severity: "error",
      from: { path: layer(""), pathNot: [layer("server/infra/"), TEST] },
      to: { path: "node_modules/(pg|pg-copy-streams)/" },
    },
    {
      name: "pure-core",
      severity: "error",
      from: { path: PURE, pathNot: TEST },
      to: {
        pathNot: [
          layer("contracts/"),
          layer("lib/"),
          layer("server/(audit|remediations|reconstruction|effectiveness)/"),
          "^(node:)?crypto$",
        ],
      },
    },
    {
      name: "pure-core-reads-no-sql",
      severity: "error",
      from: { path: PURE, pathNot: TEST },
      to: { path: layer("server/[^/]+/(sql|index)\\.ts$") },
    },
    {
      name: "no-test-code-in-production",
      severity: "error",
      from: { path: ["^src/", "^prisma/"], pathNot: [TEST, "^prisma/dump-schema\\.ts$"] },
      to: { path: TEST },
    },
    {
      name: "no-undeclared-packages",
      severity: "error",
      from: { path: "^src/", pathNot: [TEST, layer("generated/")] },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: ["node_modules", layer("generated/")] },
    exclude: { path: "^\\.next/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
