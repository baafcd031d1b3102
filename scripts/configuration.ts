// Writes docs/configuration.md from src/env.ts; with --check it only says whether the file is current.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { listVariables, type Variable } from "@/env";

const file = resolve(import.meta.dirname, "../docs/configuration.md");
const text = render(listVariables());

if (!process.argv.includes("--check")) {
  writeFileSync(file, text);
} else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
  console.error('docs/configuration.md is stale: run "npm run docs:configuration".');
  process.exitCode = 1;
}

function render(variables: Variable[]): string {
  const secrets = variables.filter((variable) => variable.isSecret).map((variable) => `\`${variable.name}_FILE\``);
  return `# Configuration

<!-- Generated from src/env.ts by "npm run docs:configuration". Edit there. -->

Holdfast is configured by environment variables and by nothing else. They are read once, at the start. A value that
is not allowed stops the start, and the message names every such variable and what it may be. An empty value counts
as absent.

Secrets may be given as files: ${secrets.join(" and ")} name a file that holds the value.

${variables.map(section).join("\n")}`;
}

function section({ name, description, allowed, fallback, absent }: Variable): string {
  const standard = fallback === undefined ? absent : `\`${fallback}\``;
  return `## ${name}

${description}

- Allowed: ${allowed}
- Default: ${standard ?? "none"}
`;
}
